// Writes an event as a record in ArcSight's Common Event Format (CEF), version 0.
import type { ReportType } from '../../catalogue/index.js';
import { publishedTime, timeOf } from '../instant.js';
import { cellOf, type ReportedEvent } from '../reported-event.js';
import { rowSeverity } from '../row-severity.js';
import { type Key, OWN_KEYS, SEVERITIES } from './keys.js';
import { labelOf, type Place, placesOf } from './layout.js';
import { escapedHeader, escapedValue, isExact, jsonOf, keyOfCell } from './value.js';

/** What the catalogue knows about the event's type. */
export type TypeFacts = Pick<ReportType, 'title' | 'severity' | 'classification'>;

export interface CefOptions {
  /** Whether a newer report no longer has the event. */
  readonly state: 'appeared' | 'withdrawn';
  /** Whether the columns without a key follow as a JSON object. */
  readonly others: boolean;
  /** Pairs that every record of an output gets. */
  readonly own?: readonly Pair[];
}

export interface CefRecord {
  /** One line without a line break at its end, in UTF-8. */
  readonly line: string;
  /** From 0 to 10. */
  readonly severity: number;
  /** Milliseconds since 1970; undefined if the event has no time. */
  readonly time: number | undefined;
}

/** Writes a record; every cell is in it, unless `others` is false. */
export function cefRecord(
  event: ReportedEvent,
  facts: TypeFacts,
  { state, others, own = [] }: CefOptions,
): CefRecord {
  const time = timeOf(cellOf(event, 'timestamp'));
  const severity = SEVERITIES[rowSeverity(event) ?? facts.severity]!;
  const { taxonomy, type } = facts.classification;
  const { pairs, rest } = placed(cellsOf(event));
  const extension: Pair[] = [
    ...(time === undefined
      ? []
      : ([
          ['start', String(time)],
          ['rt', String(time)],
        ] as const)),
    ['externalId', event.id.slice(-KEY_CHARACTERS)],
    ['act', state],
    ['cat', `${taxonomy}/${type}`],
    ...pairs,
    ...own,
    [OWN_KEYS.date, event.date],
    [OWN_KEYS.list, event.list],
    ...(others ? columnsPair(rest) : []),
  ];
  return { line: cefLine([event.type, facts.title], severity, extension), severity, time };
}

/** One record. @param what the class id and the name */
export function cefLine(
  what: readonly [id: string, name: string],
  severity: number,
  extension: readonly Pair[],
): string {
  const header = [...DEVICE, ...what, String(severity)].map(escapedHeader);
  const written = extension.map(([key, text]) => `${key}=${escapedValue(text)}`);
  return `CEF:0|${header.join('|')}|${written.join(' ')}`;
}

export type Pair = readonly [key: string, text: string];

/** A text with the name of its column, which a label says, and the key that it gets if it suits it. */
export interface Cell extends Place {
  readonly text: string;
}

/** The cells of an event that other parts of its record do not say. */
function cellsOf(event: ReportedEvent): readonly Cell[] {
  return placesOf(event.type, event.columns)
    .map(({ column, key }) => ({ column, key, text: cellOf(event, column) }))
    .filter(({ column, text }) => text !== '' && !isSaid(column, text));
}

/** The cells with keys of CEF, and the other ones; a cell that its key holds inexactly is among both. */
export function placed(cells: readonly Cell[]): {
  readonly pairs: readonly Pair[];
  readonly rest: readonly Pair[];
} {
  const pairs: Pair[] = [];
  const rest: Pair[] = [];
  const used = new Set<Key>();
  for (const { column, key: preferred, text } of cells) {
    const key = preferred && keyOfCell(text, preferred);
    const isFree = key !== undefined && !used.has(key);
    if (isFree) {
      used.add(key);
      pairs.push([key, text]);
      const label = labelOf(key, column);
      if (label !== '') pairs.push([`${key}Label`, label]);
    }
    if (!isFree || !isExact(text)) rest.push([column, text]);
  }
  return { pairs, rest };
}

/** The pair for what has no key. */
export function columnsPair(rest: readonly Pair[]): readonly Pair[] {
  return rest.length > 0 ? [[OWN_KEYS.columns, jsonOf(Object.fromEntries(rest))]] : [];
}

/** Whether the severity in the header or `start` say exactly what a cell says. */
function isSaid(column: string, text: string): boolean {
  if (column === 'severity') return severityOf(text) !== undefined;
  const time = column === 'timestamp' ? timeOf(text) : undefined;
  return time !== undefined && text === publishedTime(time);
}

/** Vendor, product and version of the device, as in the publisher's own records. */
const DEVICE = ['Shadowserver', 'Reports', '1.0'] as const;

/** The event's key at the end of its id: CEF permits 40 characters, and the type and date are in keys of their own. */
const KEY_CHARACTERS = 32;

/** The number of a severity's word. */
export const severityOf = (text: string): number | undefined =>
  Object.hasOwn(SEVERITIES, text) ? SEVERITIES[text] : undefined;
