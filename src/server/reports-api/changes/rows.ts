// Writes changes as JSON lines or CSV.
import { DEFAULT_FIELDS, eventId, type FeedEvent } from '../../../query/index.js';
import type { Finding, SliceChange } from '../../../store/index.js';
import { csvLine } from '../../../text/index.js';
import type { ChangedFinding } from '../../../triage/index.js';
import type { ChangesQuery } from './request.js';

export type EventAction = 'appeared' | 'withdrawn';
export const FINDING_ACTIONS = ['opened', 'reopened', 'resolved'] as const;
export type FindingAction = (typeof FINDING_ACTIONS)[number];

/** A form of rows. */
export interface RowFormat {
  readonly contentType: string;
  /** The text before the first row. */
  readonly head: string;
  /** The fields to read of each event. */
  readonly fields: readonly string[];
  event(event: FeedEvent, slice: Pick<SliceChange, 'type' | 'date'>, action: EventAction): string;
  finding(finding: ShownFinding): string;
}

/** What a constituent is told of a change of a finding: nothing of other days than its own, and no decision. */
export type ShownFinding = Pick<ChangedFinding, 'day'> & { readonly action: FindingAction } & Omit<
    Finding,
    'missed'
  >;

export function formatOf({ format, carries }: ChangesQuery): RowFormat {
  return format === 'jsonl' ? JSON_LINES : csvOf(carries === 'findings' ? FINDING_TITLES : EVENT_TITLES);
}

/** The report's own columns are in a separate object, because they may have any name. */
const JSON_LINES: RowFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  head: '',
  fields: ['original'],
  event: ({ key, json }, { type, date }, action) => {
    const head = JSON.stringify({ kind: 'event', id: eventId({ type, date }, key), action, type, date });
    return `${head.slice(0, -1)},"event":${json}}\n`;
  },
  finding: (finding) => `${JSON.stringify({ kind: 'finding', ...valuesOf(finding) })}\n`,
};

/** The fields of events in CSV; the type is among the first columns. */
const EVENT_FIELDS = DEFAULT_FIELDS.filter((name) => name !== 'type');
const EVENT_TITLES = ['action', 'id', 'type', 'date', ...EVENT_FIELDS];

const csvOf = (titles: readonly string[]): RowFormat => ({
  contentType: 'text/csv; charset=utf-8',
  head: `${csvLine(titles)}\n`,
  fields: EVENT_FIELDS,
  event: ({ key, json }, { type, date }, action) => {
    const fields = JSON.parse(json) as Readonly<Record<string, unknown>>;
    const values = EVENT_FIELDS.map((name) => cellOf(fields[name]));
    return `${csvLine([action, eventId({ type, date }, key), type, date, ...values])}\n`;
  },
  finding: (finding) => `${csvLine(Object.values(valuesOf(finding)).map(cellOf))}\n`,
});

const cellOf = (value: unknown): string | number => {
  if (Array.isArray(value)) return value.join(';');
  return typeof value === 'number' ? value : String(value ?? '');
};

/** The columns of findings in CSV, and the members in JSON. */
const FINDING_TITLES = [
  ...(['action', 'id', 'finding', 'type', 'day', 'subject', 'subject_kind', 'port', 'transport'] as const),
  ...([
    'infection',
    'severity',
    'cves',
    'first_seen',
    'last_seen',
    'hostname',
    'asn',
    'geo',
    'tags',
  ] as const),
];

/** The values of a finding by title, in the order of the titles. */
function valuesOf(finding: ShownFinding): Record<string, unknown> {
  const { id, day, action } = finding;
  const values = { ...finding, finding: id, id: `${id}-${day}-${action}` };
  return Object.fromEntries(FINDING_TITLES.map((title) => [title, values[title]]));
}
