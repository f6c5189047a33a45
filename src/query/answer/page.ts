// One page of events: the statement that fetches it, and its rows under the requested names.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { CELL_TEXTS, type ReportHeader } from '../../store/index.js';
import type { Statement } from '../language/compile.js';
import type { Field } from '../language/field.js';
import { identifier } from '../language/identifier.js';
import type { Query } from '../language/query.js';
import { validMap, validText, validTexts } from '../language/valid-text.js';
import { shownSql, sortKeyOf } from '../language/values.js';
import { readCursor, writeCursor } from './cursor.js';

export interface EventPage {
  /** In the requested order; `original` is replaced by the columns that the rows have. */
  readonly fields: readonly string[];
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** Where each event is: its load, and the line in the report. */
  readonly places: readonly { readonly load: number; readonly line: number }[];
  /** The cursor of the next page; undefined for the last page. */
  readonly next: string | undefined;
  readonly notes: readonly string[];
}

/** The fields that are shown by default. */
export const DEFAULT_FIELDS: readonly string[] = [
  'timestamp',
  'type',
  'severity',
  'subject',
  'port',
  'protocol',
  'hostname',
  'asn',
  'geo',
  'tag',
];

/** Of a sort. */
export type Direction = 'ASC' | 'DESC';

/** Stands for every typed and derived field. */
const ALL = 'all';
/** Stands for every column of the row's own report. */
export const ORIGINAL = 'original';

export interface PageStatement {
  readonly sql: string;
  readonly fields: readonly string[];
  readonly limit: number;
  readonly fingerprint: string;
  /** Given if the page is sorted by time and not numbered: its direction, and the time behind which it begins. */
  readonly byTime?: { readonly direction: Direction; readonly after: number | undefined };
}

/**
 * @param naming `places` = columns named c0, c1, ... regardless of the fields' names, and the columns of a cursor;
 *   `names` = for files
 * @param days the report dates to read; omitted = those of the query
 * @throws SundialError `query-invalid`, `field-unknown`, `cursor-invalid`, `query-too-large`
 */
export function pageStatement(
  query: Query & { limit: number },
  statement: Statement,
  naming: 'places' | 'names' = 'places',
  days?: readonly string[],
): PageStatement {
  const fields = expand(query.fields ?? DEFAULT_FIELDS, statement);
  if (naming === 'names' && fields.includes(ORIGINAL))
    throw new SundialError('query-invalid', {
      place: 'fields',
      problem: `"${ORIGINAL}" has other columns in each report; name the columns, such as original.ip`,
    });
  const { bindings } = statement;
  const columns = fields.map((name, index) => {
    if (naming === 'names') return `${shownSql(statement.field(name))} AS ${identifier(name)}`;
    return `${name === ORIGINAL ? ORIGINAL_PARTS : readableSql(statement.field(name))} AS c${index}`;
  });
  const { field, direction } = readSort(query.sort, statement);
  const key = sortKeyOf(field);
  const { fields: _, limit: __, page: ___, cursor, facet: ____, ...conditions } = query;
  const fingerprint = JSON.stringify([conditions, field.name, direction]);
  const place = cursor === undefined ? undefined : readCursor(fingerprint, cursor);
  const after = place
    ? ` AND (${key.sql}, e.load, e.line) ${direction === 'DESC' ? '<' : '>'} (${key.fromText(bindings.bind('String', place.key))}, ${bindings.bind('UInt32', place.load)}, ${bindings.bind('UInt32', place.line)})`
    : '';
  if (naming === 'places') columns.push(`${key.text} AS sort_key`, 'e.load AS load', 'e.line AS line');
  // One extra row tells whether there is a next page.
  const rows = naming === 'places' ? query.limit + 1 : query.limit;
  const offset = place ? 0 : offsetOf(query, query.limit);
  const order = [key.sql, 'e.load', 'e.line'].map((sort) => `${sort} ${direction}`).join(', ');
  const within = days ? ` AND e.report_date IN ${bindings.bind('Array(Date)', days)}` : '';
  const sql = statement.events.page({
    columns,
    condition: `(${statement.where})${within}${after}`,
    order,
    limit: bindings.bind('UInt64', rows),
    offset: bindings.bind('UInt64', offset),
  });
  const byTime = { direction, after: place && Number(place.key) };
  const isByTime = field.name === 'timestamp' && offset === 0;
  return { sql, fields, limit: query.limit, fingerprint, ...(isByTime && { byTime }) };
}

/** The data from which the row's cells are rebuilt: the texts of the typed columns, and the map of all others. */
export const ORIGINAL_PARTS = `(${validMap(`map(${[...CELL_TEXTS].map(([name, sql]) => `'${name}', ${sql}`).join(', ')})`)}, ${validMap('CAST(e.rest AS Map(String, String))')})`;

/** A value as valid UTF-8, because it is sent as JSON. */
function readableSql(field: Field): string {
  const sql = shownSql(field);
  if (field.kind === 'words') return validTexts(sql);
  return ['text', 'subject', 'list', 'type'].includes(field.kind) ? validText(sql) : sql;
}

function expand(names: readonly string[], { ownFields }: Statement): string[] {
  return [...new Set(names.flatMap((name) => (name === ALL ? ownFields : [name])))];
}

function readSort(sort = 'descending', statement: Statement): { field: Field; direction: Direction } {
  if (sort === 'descending' || sort === 'ascending')
    return { field: statement.field('timestamp'), direction: sort === 'ascending' ? 'ASC' : 'DESC' };
  const match = /^(.+?)(?::(asc|desc)(?:ending)?)?$/s.exec(sort);
  if (!match) throw new SundialError('query-invalid', { place: 'sort', problem: 'names no field' });
  return { field: statement.field(match[1]!), direction: match[2] === 'desc' ? 'DESC' : 'ASC' };
}

/** A row of the statement: the fields as c0, c1, ..., and its position. */
export interface PageRow extends Readonly<Record<string, unknown>> {
  readonly sort_key: string;
  readonly load: number;
  readonly line: number;
}

/**
 * Turns the statement's rows into the page.
 *
 * @param headers of the rows' loads, if `original` was requested
 */
export function pageOf(
  { fields, limit, fingerprint }: PageStatement,
  rows: readonly PageRow[],
  headers: ReadonlyMap<number, ReportHeader>,
  notes: readonly string[],
): EventPage {
  const shown = rows.slice(0, limit);
  const events = shown.map((row) =>
    Object.fromEntries(
      fields.flatMap((name, index) => {
        const value = row[`c${index}`];
        return name === ORIGINAL
          ? originalCells(value as OriginalParts, headers.get(row.load))
          : [[name, value]];
      }),
    ),
  );
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const next = last && writeCursor(fingerprint, { key: last.sort_key, load: last.load, line: last.line });
  const places = shown.map(({ load, line }) => ({ load, line }));
  return { fields: fieldsOf(fields, events), events, places, next, notes };
}

type Texts = Readonly<Record<string, string>>;
export type OriginalParts = readonly [typed: Texts, rest: Texts];

/** Each non-empty cell of the row under its column's name, in the header's order. */
export function originalCells(
  [typed, rest]: OriginalParts,
  report: ReportHeader | undefined,
): [string, string][] {
  const columns = report?.header ?? Object.keys(rest);
  return columns.flatMap((name, index): [string, string][] => {
    // A stored text takes precedence, because it exists only if the typed value would print differently.
    const kept = Object.hasOwn(rest, name) ? rest[name]! : '';
    const value = kept || (typed[report?.slots[index] ?? ''] ?? '');
    return value ? [[name, value]] : [];
  });
}

function fieldsOf(fields: readonly string[], events: readonly object[]): string[] {
  if (!fields.includes(ORIGINAL)) return [...fields];
  // Rows of different reports have different columns.
  return [...new Set(events.flatMap((event) => Object.keys(event)))];
}

/** The number of rows before a numbered page. @throws SundialError `query-too-large` */
export function offsetOf({ page = 1 }: Pick<Query, 'page'>, limit: number): number {
  if (page * limit > LIMITS.queryOffset)
    throw new SundialError('query-too-large', {
      problem: `page ${page} is too far to count to; follow the cursor instead`,
      limit: `${LIMITS.queryOffset} rows`,
    });
  return (page - 1) * limit;
}
