// The output of `sundial mail`: mailboxes, the result of a fetch, and messages with their reports.
import type { SourceView } from '../../../collect/index.js';
import type { SourceCheck } from '../../../pipeline/index.js';
import type { MessageReport, MessageRow } from '../../../store/index.js';
import type { Page } from '../../frame/page.js';
import { reasonAfter } from '../../print/reason.js';
import { printable, shownTime, table } from '../../print/table.js';

/** Digits that name a message for people. */
export const SHOWN_DIGITS = 12;

/** A message with its outcome. */
export interface ShownMessage {
  readonly message: MessageRow;
  readonly reports: readonly MessageReport[];
}

/** The results of checking mailboxes; each under the name of its source if there are several. */
export function checksText(checks: readonly SourceCheck[]): string {
  return checks
    .flatMap((each) => [
      ...(checks.length > 1 ? [`${each.name}:`] : []),
      'view' in each ? viewText(each.view) : `error: ${printable(each.error.message)}`,
    ])
    .join('\n');
}

export function checksJson(checks: readonly SourceCheck[]): object {
  return {
    mailboxes: checks.map((each) => ({
      name: each.name,
      ...('view' in each
        ? each.view.json
        : { error: { code: each.error.code, message: each.error.message } }),
    })),
  };
}

function viewText({ facts }: SourceView): string {
  return facts.map(([what, value]) => `${`${what}:`.padEnd(16)}${printable(value)}`).join('\n');
}

export function messagesTable(shown: readonly ShownMessage[], page: Page): string {
  if (shown.length === 0) return 'No messages yet. "sundial mail fetch" reads the mailbox.';
  const head = ['id', 'sent', 'from', 'subject', 'list', 'state', 'outcome'];
  const rows = shown.map(({ message, reports }) => [
    message.sha256.slice(0, SHOWN_DIGITS),
    shownTime(message.sent_at),
    message.sender,
    message.subject,
    message.list,
    message.state,
    [...reports.map(reportText), ...reasonOf(message)].join('; '),
  ]);
  return table(page, head, rows, { least: ['list', 'from'], isWhole: true });
}

/** Why a message was left alone, or its first failure. */
function reasonOf({ path, error }: MessageRow): string[] {
  return error === '' ? [] : [reasonAfter(path, error)];
}

function reportText({ report_type: type, report_date: date, outcome }: MessageReport): string {
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
