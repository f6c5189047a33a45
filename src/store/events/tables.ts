// The tables of events and of rows set aside, and the conditions that tables, views and queries must write identically.
import { CARRIED_COLUMNS, type CarriedColumn, carriedColumn } from '../../domain/carried-columns.js';
import { carriedText } from '../../domain/carried-text.js';
import { type ColumnKind, EVENT_COLUMNS, SUBJECT_KINDS } from '../../domain/event-columns.js';
import { LEASE_DEVICE, withLeaseDevice } from '../../domain/lease-device.js';
import {
  type DeclaredTables,
  enumeration,
  PATCHED,
  type Replacement,
  SEVERITY,
  SMALL_BUFFERS,
  SYNCED,
  type Table,
  TIME,
  type View,
  WORD,
} from '../../domain/table.js';
import { ENRICHED_COLUMNS } from '../enrichment/tables.js';

/**
 * Whether a row's address is a network, as 1 or 0. A condition with exactly this text uses the index on it.
 *
 * @param row prefix of the column names, such as `e.`
 */
export function isNetwork(row = ''): string {
  return `toUInt8(${row}ip != ${row}ip_last)`;
}

/**
 * The condition of the events that count; the view `events` uses the same condition. With the condition in the statement
 * itself, the engine can read one column of the map without the others, which it cannot do through a view.
 *
 * @param row prefix of the column names, such as `e.`
 */
export function visibleEvents(row = ''): string {
  return `${row}first = 1 AND ${row}load NOT IN (SELECT load FROM hidden_loads)`;
}

const STORED_AS: Record<ColumnKind, (name: string) => [string, string][]> = {
  time: (name) => [[name, TIME]],
  severity: (name) => [
    [name, SEVERITY],
    // The row's own value; `severity` falls back to the catalogue's.
    [`row_${name}`, SEVERITY],
  ],
  range: (name) => [
    [name, 'IPv6'],
    [`${name}_last`, 'IPv6'],
  ],
  address: (name) => [[name, 'IPv6']],
  u16: (name) => [[name, 'UInt16']],
  u32: (name) => [[name, 'UInt32']],
  word: (name) => [[name, WORD]],
  text: (name) => [[name, 'String']],
  tags: () => [['tags', `Array(${WORD})`]],
};

/**
 * Lets the engine read one column of the map without the others: in a measurement, a month's values took an eighth of
 * the time. More buckets slow down searches through all columns, and loads (by a fifth with eight buckets).
 * Also set for new parts, because small days are never merged.
 */
const MAP_IN_BUCKETS =
  "map_serialization_version = 'with_buckets', map_serialization_version_for_zero_level_parts = 'with_buckets', map_buckets_strategy = 'constant', map_buckets_min_avg_size = 0, max_buckets_in_map = 8";

/** The table of events in schemas before carried columns; its successor has the same name. */
export const FIRST_EVENT_ROWS: Table = {
  name: 'event_rows',
  columns: [
    ['load', 'UInt32'],
    // The record's line in its file (in JSON: its number), which makes (load, line) unique.
    ['line', 'UInt32'],
    // 1 = the counted copy of its event key within its slice (decisions.md#visible-rows).
    ['first', 'UInt8 DEFAULT 1'],
    ['report_type', WORD],
    ['report_date', 'Date'],
    ['list', WORD],
    ['event_key', 'UInt128'],
    ['subject_kind', enumeration(SUBJECT_KINDS)],
    ['subject_first', 'IPv6'],
    ['subject_last', 'IPv6'],
    ['subject_text', 'String'],
    ...EVENT_COLUMNS.flatMap(({ name, kind }) => STORED_AS[kind](name)),
    ['cves', `Array(${WORD})`],
    // Columns without a typed column, and texts that their typed value would not print identically.
    ['rest', `Map(${WORD}, String)`],
  ],
  partitionBy: 'report_date',
  orderBy: '(report_type, subject_first, subject_text, load, line)',
  // Rows of a type are sorted by subject, so that few granules hold a given network. A host is looked up by its hash,
  // and `isNetwork` tells which granules have rows that a hash cannot find.
  indexes: [
    'by_load load TYPE minmax',
    'by_ip ip TYPE minmax GRANULARITY 1',
    'by_ip_last ip_last TYPE minmax GRANULARITY 1',
    'by_host ip TYPE bloom_filter(0.01) GRANULARITY 1',
    `by_network (${isNetwork()}) TYPE minmax GRANULARITY 1`,
  ],
  settings: `index_granularity = 4096, ${MAP_IN_BUCKETS}, ${PATCHED}`,
};

const ZSTD = 'CODEC(ZSTD(1))';
/** Types for which smaller files are worth slower compression: texts, and the map. Hashes and addresses gain too little. */
const ZSTD_TYPES = new Set(['String', `Map(${WORD}, String)`, `Array(${WORD})`]);
const compressed = ([name, type]: readonly [string, string]): [string, string] => [
  name,
  ZSTD_TYPES.has(type) ? `${type} ${ZSTD}` : type,
];

/** The engine's type of a carried column. */
function carriedType({ kind, bytes }: CarriedColumn): string {
  if (kind === 'word') return WORD;
  if (kind === 'number') return 'UInt32';
  if (kind === 'time' || kind === 'http_time') return TIME;
  return bytes === undefined ? 'String' : `FixedString(${bytes})`;
}

/** The map holds few values, all of which are read together. */
const PLAIN_MAP =
  "map_serialization_version = 'basic', map_serialization_version_for_zero_level_parts = 'basic'";

/**
 * A new part has a few files instead of two or three per column. So syncing the part before its load becomes visible, and
 * opening the part later, take a fraction of the time. A merged part has separate files for each column.
 */
const FEW_FILES = 'min_level_for_wide_part = 1';

/** Seconds. */
const MERGED_AFTER = 'min_age_to_force_merge_seconds = 3600';

/**
 * The engine merges a day into one part an hour after the day's last load, if a process is running then. Opening 366 days
 * took 7 s and 1.1 GiB with 12 parts per day, and 0.8 s and 336 MiB with one part per day. A merged part is also read
 * three times as fast: in a new part, whose columns share one file, the engine passes the marks of all columns for each
 * granule that it reads.
 */
const ONE_PART_A_DAY = `${MERGED_AFTER}, min_age_to_force_merge_on_partition_only = 1`;

/** Every stored row of every report, including invisible rows; read through the view `events`. */
export const EVENT_ROWS: Table = {
  ...FIRST_EVENT_ROWS,
  columns: [
    ...FIRST_EVENT_ROWS.columns.filter(([name]) => name !== 'rest').map(compressed),
    ...CARRIED_COLUMNS.map((column) => compressed([column.name, carriedType(column)])),
    // Values of columns that have no column here, and texts that a typed value would not print identically.
    compressed(['rest', `Map(${WORD}, String)`]),
    ...ENRICHED_COLUMNS,
    [LEASE_DEVICE, 'String'],
  ],
  settings: `index_granularity = 4096, ${PLAIN_MAP}, ${SMALL_BUFFERS}, ${FEW_FILES}, ${ONE_PART_A_DAY}, ${SYNCED}`,
};

/** The new table while a migration fills it. Afterwards it takes the place and name of the old table. */
export const NEXT_EVENT_ROWS: Table = { ...EVENT_ROWS, name: 'event_rows_next' };

/** Rows that could not become events, with their raw text; read through the view `quarantine`. */
export const QUARANTINE_ROWS: Table = {
  name: 'quarantine_rows',
  columns: [
    ['load', 'UInt32'],
    ['line', 'UInt32'],
    ['offset', 'UInt64'],
    ['reason', WORD],
    ['raw', 'String'],
    ['raw_bytes', 'UInt64'],
  ],
  orderBy: '(load, line)',
  settings: PATCHED,
};

const FIRST_EVENTS: View = {
  name: 'events',
  select: `SELECT * FROM ${EVENT_ROWS.name} WHERE ${visibleEvents()}`,
};

/**
 * The events that count. Carried columns are shown with the text of the report, and `rest` with all columns from which no
 * field is derived, wherever they are stored.
 */
const EVENTS: View = { name: 'events', select: shownEvents() };

function shownEvents(): string {
  const quoted = (name: string) => `\`${name}\``;
  const typed = EVENT_ROWS.columns
    .map(([name]) => name)
    .filter((name) => name !== 'rest' && !carriedColumn(name));
  const carried = CARRIED_COLUMNS.map(
    (column) => `${exactText(column, 'stored.')} AS ${quoted(column.name)}`,
  );
  const names = CARRIED_COLUMNS.map(({ name }) => `'${name}'`);
  const texts = CARRIED_COLUMNS.map((column) => `toString(${carriedText(column, 'stored.')})`);
  // A text is either in the carried column or in the map. Joining lists takes a quarter of the time of joining maps.
  const cells = `arrayFilter(cell -> cell.2 != '', arrayZip([${names.join(', ')}], [${texts.join(', ')}]))`;
  const kept = 'arrayZip(mapKeys(CAST(stored.rest AS Map(String, String))), mapValues(stored.rest))';
  const rest = `CAST(arrayConcat(${cells}, ${kept}) AS Map(${WORD}, String)) AS rest`;
  return `SELECT ${[...typed.map((name) => `stored.${quoted(name)} AS ${quoted(name)}`), ...carried, rest].join(', ')}
  FROM ${EVENT_ROWS.name} AS stored WHERE ${visibleEvents('stored.')}`;
}

/** SQL of the exact text of a carried column's cell. @param row prefix of the column names, such as `e.` */
function exactText(column: CarriedColumn, row: string): string {
  const text = carriedText(column, row);
  if (column.kind === 'word' || column.kind === 'text') return text;
  const kept = `${row}rest['${column.name}']`;
  return `if(${kept} != '', ${kept}, ${text})`;
}

const QUARANTINE: View = {
  name: 'quarantine',
  select: `SELECT * FROM ${QUARANTINE_ROWS.name} WHERE load NOT IN (SELECT load FROM hidden_loads)`,
};

/** Adds the enriched columns to a table of an earlier schema. */
export const withEnrichedColumns = (table: Table): string =>
  `ALTER TABLE ${table.name} ${ENRICHED_COLUMNS.map(([name, type]) => `ADD COLUMN IF NOT EXISTS ${name} ${type}`).join(', ')}`;

/** What the migration to carried columns replaces. */
export const EVENT_LAYOUT: Replacement = { table: EVENT_ROWS, by: NEXT_EVENT_ROWS, views: [EVENTS] };

export const EVENT_TABLES: DeclaredTables = {
  steps: [
    {
      number: 1,
      title: 'events, quarantine',
      statements: [FIRST_EVENT_ROWS, QUARANTINE_ROWS, FIRST_EVENTS, QUARANTINE],
    },
    {
      number: 10,
      title: 'columns instead of the map, and keys of BLAKE3',
      guided: true,
      statements: [NEXT_EVENT_ROWS],
      replaces: EVENT_LAYOUT,
    },
    {
      number: 16,
      title: 'days merged an hour after their last load',
      statements: [`ALTER TABLE ${EVENT_ROWS.name} MODIFY SETTING ${MERGED_AFTER}`],
    },
    {
      number: 17,
      title: 'enriched columns of events',
      statements: [withEnrichedColumns(EVENT_ROWS)],
      views: [EVENTS],
    },
    {
      number: 20,
      title: 'devices of events',
      statements: [withLeaseDevice(EVENT_ROWS)],
      views: [EVENTS],
    },
  ],
  readable: [EVENTS, QUARANTINE, EVENT_ROWS, QUARANTINE_ROWS],
};
