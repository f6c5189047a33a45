// Prints whitelist entries, and the findings that one would have hidden.
import { datePart } from '../../../domain/days.js';
import type { Preview, WhitelistEntry } from '../../../triage/index.js';
import type { Page } from '../../frame/page.js';
import { count, counted, printable, table } from '../../print/table.js';

/** The entries as a table. */
export function whitelistTable(entries: readonly WhitelistEntry[], page: Page): string {
  if (entries.length === 0) return 'No whitelist entry matches.';
  const head = ['entry', 'type', 'subject', 'until', 'applied', 'last', 'since', 'by', 'reason'];
  const rows = entries.map((entry) => [
    String(entry.entry),
    entry.type,
    entry.subject,
    `${entry.until}${entry.ended ? ' (ended)' : ''}`,
    entry.applied,
    entry.applied_on ?? '',
    datePart(entry.inserted_at),
    entry.author,
    [entry.reason, entry.break_through ? '(unless it gets worse)' : ''].filter(Boolean).join(' '),
  ]);
  return `${table(page, head, rows, { right: [0, 4], least: ['since', 'last', 'by', 'applied'] })}\n${counted(entries.length, 'entry', 'entries')}`;
}

/** One entry in a sentence: "192.0.2.10 for ntp (scan6_ntp, scan_ntp) until 9999-12-31 23:59:59". */
export function entryLine({ subject, type, types, until }: WhitelistEntry): string {
  const meant =
    types.length === 0 || (types.length === 1 && types[0] === type) ? '' : ` (${types.join(', ')})`;
  return printable(`${subject} for ${type}${meant} until ${until}`);
}

/** The findings that an entry would have hidden. */
export function previewText({ from, to, findings, days, handled, rows }: Preview, page: Page): string {
  const head = `From ${from} to ${to} it would have hidden ${counted(findings, 'finding')}, seen on ${counted(days, 'day')} in total and listed as "to handle" ${counted(handled, 'time')}.`;
  if (rows.length === 0) return `${head} Nothing was added.`;
  const body = rows.map((row) => [
    row.id.slice(0, 8),
    row.type,
    row.subject,
    row.severity,
    row.days,
    row.handled,
  ]);
  const shown = table(page, ['id', 'type', 'subject', 'severity', 'days', 'handled'], body, {
    right: [4, 5],
  });
  return `${head}\n${shown}\n${count(rows.length)} of ${counted(findings, 'finding')}. Nothing was added.`;
}
