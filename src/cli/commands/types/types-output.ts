// Prints report types: a list, all facts about one, and facts about one learnt from its reports.
import type { ReportType } from '../../../catalogue/index.js';
import type { LearnedType } from '../../../query/index.js';
import type { Page } from '../../frame/page.js';
import { count, counted, factsTable, table } from '../../print/table.js';

/** A line for each type. */
export function listText(types: readonly ReportType[], page: Page): string {
  const rows = types.map((type) => [
    type.id,
    type.title,
    type.severity,
    rsit(type),
    type.group,
    addresses(type),
  ]);
  const head = ['type', 'title', 'severity', 'classification', 'group', 'addresses'];
  const least = ['addresses', 'group', 'classification'];
  return `${table(page, head, rows, { least })}\n${counted(types.length, 'type')}`;
}

/** Everything about one type. */
export function pageText(type: ReportType, page: Page): string {
  const rows: [string, string][] = [
    ['type', type.id],
    ['title', type.title],
    ["publisher's name", type.name],
    ['severity', `${type.severity}, unless a row has its own`],
    ['classification', rsit(type)],
    ['group', type.group],
    ['addresses', addresses(type)],
    ['issued', type.retired ? 'no longer' : type.cadence],
    ['subject', type.subject.map(({ column, kind }) => `${column} (${kind})`).join(', else ')],
    ['CVE ids in', type.cveColumns.join(', ') || 'no column'],
    ['legacy names', type.legacyNames.join(', ') || 'none'],
    ['documentation', type.link ?? 'none'],
    ['columns', type.columns.join(', ') || 'not known'],
  ];
  return factsTable(page, rows);
}

/** Facts about a type learnt from its reports, and guesses from its name. */
export function learnedText(type: ReportType, learned: LearnedType, page: Page): string {
  const { reports, rows, quarantined, firstDay, lastDay, days, lists, columns } = learned;
  const aside = quarantined === 0 ? '' : `, ${count(quarantined)} of them set aside`;
  return factsTable(page, [
    ['type', type.id],
    ['known from', 'loaded reports only; it is not in the catalogue'],
    ['reports', `${counted(reports, 'report')} on ${counted(days, 'day')}, from ${firstDay} to ${lastDay}`],
    ['rows', `${count(rows)}${aside}`],
    ['lists', lists.join(', ')],
    ['columns seen', columns.join(', ')],
    ['severity', `${type.severity}, unless a row has its own`],
    ['classification', rsit(type)],
    ['group', `${type.group}, according to its name`],
  ]);
}

const rsit = ({ classification: { taxonomy, type } }: ReportType): string => `${taxonomy}/${type}`;

function addresses({ family }: ReportType): string {
  if (family === 'none') return 'none';
  return family === 'both' ? 'IPv4 and IPv6' : `IPv${family}`;
}
