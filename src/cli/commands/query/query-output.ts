// Renders the events of a page: as a table for people, as CSV for spreadsheets, as JSON or JSON lines for programs.
import type { EventPage, ValueCounts } from '../../../query/index.js';
import { bar, counted, csv, json, share } from '../../../text/index.js';
import type { Page } from '../../frame/page.js';
import { count, table } from '../../print/table.js';

export const FORMATS = ['table', 'csv', 'json', 'jsonl', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

export const NO_EVENT = 'No event matches.';

/** The page as text. The engine writes Parquet itself. */
export function pageText(answer: EventPage, format: Exclude<Format, 'parquet'>, page: Page): string {
  if (format === 'json')
    return json({ events: answer.events, next: answer.next ?? null, notes: answer.notes });
  if (format === 'jsonl') return answer.events.map((event) => json(event)).join('\n');
  const rows = answer.events.map((event) => answer.fields.map((name) => cellText(event[name])));
  if (format === 'csv') return csv(answer.fields, rows);
  if (rows.length === 0) return NO_EVENT;
  return table(page, answer.fields, rows);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.join(';') : String(value);
}

/** The values of a field as bars. */
export function facetText({ field, events, without, distinct, values }: ValueCounts, page: Page): string {
  if (events === 0) return NO_EVENT;
  const most = values[0]?.events ?? 0;
  const rows = values.map((row) => [row.value, row.events, share(row.events, events), bar(row.events, most)]);
  const shown = values.length < distinct ? `the first ${count(values.length)} of ` : '';
  const ends = [
    `${shown}${counted(distinct, 'value')} in ${counted(events, 'event')}`,
    ...(without > 0 ? [`${counted(without, 'event has', 'events have')} no ${field}`] : []),
  ];
  return `${table(page, [field, 'events', 'share', ''], rows, { right: [1, 2] })}\n${ends.join('; ')}`;
}

/** The values of a field as CSV. */
export function facetCsv({ field, values }: ValueCounts): string {
  return csv(
    [field, 'events'],
    values.map(({ value, events }) => [value, events]),
  );
}

/** The values of several fields as CSV. */
export function facetsCsv(facets: readonly ValueCounts[]): string {
  return csv(
    ['field', 'value', 'events'],
    facets.flatMap(({ field, values }) => values.map(({ value, events }) => [field, value, events])),
  );
}
