// The mailboxes' part of the summary: messages and their outcomes.
import { MESSAGE_STATES } from '../../domain/message-state.js';
import { count, counted, printable } from '../../text/index.js';
import type { SourceSummary } from '../source.js';
import type { MessageEntry } from './mail-keeping.js';

/** The number of reasons to show for messages left alone; the list of messages has all of them. */
const LEFT_SHOWN = 10;

/** @param notes sentences about the mailboxes */
export function summaryOf(messages: readonly MessageEntry[], notes: readonly string[]): SourceSummary {
  const states = MESSAGE_STATES.map(
    (state) => `${count(messages.filter((each) => each.state === state).length)} ${state}`,
  );
  const isAllHandled = messages.every(({ state }) => state === 'handled');
  const left = messages.flatMap(({ state, error }) => (state === 'left' && error ? [error.message] : []));
  return {
    lines: [
      `${counted(messages.length, 'message')}: ${states.join(', ')}`,
      ...left.slice(0, LEFT_SHOWN).map((message) => `left: ${printable(message)}`),
      ...notes,
      ...(isAllHandled ? [] : ['"sundial mail list" shows the reasons']),
    ],
    tables: [],
    json: { messages: messages.map(messageJson) },
    log: { message: 'mailbox read', fields: { messages: messages.length } },
    warnings: [],
  };
}

function messageJson({ id, path, from, subject, date, list, state, reports, error }: MessageEntry): object {
  return {
    ...{ id, path, from, subject: printable(subject), date: date?.toISOString() ?? null },
    ...{ list, state, reports },
    error: error ? { code: error.code, message: error.message } : null,
  };
}
