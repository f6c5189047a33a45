// What `sundial mail` prints: a mailbox, the end of a fetch, and messages with what they held.
import type { Mailbox, MailboxView } from '../../../collect/index.js';
import { EXIT } from '../../../domain/errors.js';
import { MESSAGE_STATES } from '../../../domain/message-state.js';
import type { MailFetched } from '../../../pipeline/index.js';
import type { MessageReport, MessageRow } from '../../../store/index.js';
import { outcomeJson, summaryText } from '../../print/ingest-summary.js';
import { count, printable, shownTime, table } from '../../print/table.js';

/** A message with what came of it. */
export interface ShownMessage {
  readonly message: MessageRow;
  readonly reports: readonly MessageReport[];
}

export function viewText({ name, mailbox }: Mailbox, { messages, facts }: MailboxView): string {
  const rows = [['mailbox', `${name} ${mailbox}`], ...facts, ['to look at', `${count(messages)} messages`]];
  return rows.map(([what = '', value = '']) => `${`${what}:`.padEnd(16)}${printable(value)}`).join('\n');
}

export function fetchedText({ outcomes, totals, messages }: MailFetched): string {
  const lines = outcomes.length > 0 ? [summaryText(outcomes, totals)] : [];
  const states = MESSAGE_STATES.map(
    (state) => `${count(messages.filter((one) => one.state === state).length)} ${state}`,
  );
  lines.push(`${count(messages.length)} messages: ${states.join(', ')}`);
  if (messages.some(({ state }) => state !== 'handled')) lines.push('"sundial mail list" says why');
  return lines.join('\n');
}

export function fetchedJson({ run, status, totals, outcomes, messages }: MailFetched): object {
  return {
    ...{ run, status, totals, files: outcomes.map(outcomeJson) },
    messages: messages.map(({ id, path, from, subject, date, list, state, reports, error }) => ({
      ...{
        id,
        path,
        from,
        subject: printable(subject),
        date: date?.toISOString() ?? null,
        list,
        state,
        reports,
      },
      error: error ? { code: error.code, message: error.message } : null,
    })),
  };
}

/** The exit code: the gravest thing that happened. */
export function exitCode({ status, outcomes, totals }: MailFetched, failOnEmpty: boolean): number {
  if (outcomes.some(({ error }) => error?.row.exit === EXIT.authentication)) return EXIT.authentication;
  if (status === 'failed') return EXIT.failed;
  if (status === 'partial') return EXIT.partial;
  return failOnEmpty && totals.accepted === 0 ? EXIT.nothingNew : EXIT.done;
}

export function messagesTable(shown: readonly ShownMessage[]): string {
  if (shown.length === 0) return 'No messages yet. "sundial mail fetch" reads the mailbox.';
  const head = ['sent', 'from', 'subject', 'list', 'state', 'held', 'why'];
  const rows = shown.map(({ message, reports }) => [
    shownTime(message.sent_at),
    message.sender,
    message.subject,
    message.list,
    message.state,
    reports.map(heldText).join('; '),
    message.error,
  ]);
  return table(head, rows);
}

function heldText({ report_type: type, report_date: date, outcome }: MessageReport): string {
  return type === '' ? outcome : `${type} ${date} ${outcome}`;
}

export function messageJson({ message, reports }: ShownMessage): object {
  const iso = (seconds: number) => (seconds > 0 ? new Date(seconds * 1000).toISOString() : null);
  const { source, mailbox, path, sha256, sender, subject, list, state, error_code, error } = message;
  return {
    ...{ source, mailbox, path, from: sender, subject, list, state },
    message: sha256 || null,
    sent_at: iso(message.sent_at),
    changed_at: iso(message.changed_at),
    error: error_code ? { code: error_code, message: error } : null,
    reports: reports.map((report) => ({
      ...{ path: report.path, type: report.report_type || null, list: report.list, outcome: report.outcome },
      date: report.report_type ? report.report_date : null,
      error: report.error || null,
    })),
  };
}
