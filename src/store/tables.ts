// The store's tables as data; the DDL is made from them.
import { type ColumnKind, EVENT_COLUMNS, SEVERITIES, SUBJECT_KINDS } from '../domain/event-columns.js';

export interface Table {
  readonly name: string;
  /** Column name and type. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly orderBy: string;
  readonly partitionBy?: string;
  readonly indexes?: readonly string[];
  readonly settings?: string;
}

const enumeration = (names: readonly string[], first: number) =>
  `Enum8(${names.map((name, index) => `'${name}' = ${index + first}`).join(', ')})`;
const WORD = 'LowCardinality(String)';
/** 0 = none. */
const SEVERITY = enumeration(['none', ...SEVERITIES], 0);

const STORED_AS: Record<ColumnKind, (name: string) => [string, string][]> = {
  time: (name) => [[name, "DateTime('UTC')"]],
  severity: (name) => [
    [name, SEVERITY],
    // What the row itself stated; `severity` falls back to the catalogue's.
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

/** Acknowledgements survive a power cut, not only a kill. */
const SYNCED = 'fsync_after_insert = 1, fsync_part_directory = 1';

/** Every stored row of every report, also those not visible; read through the view `events`. */
export const EVENT_ROWS: Table = {
  name: 'event_rows',
  columns: [
    ['load', 'UInt32'],
    // The record's line in its file (in JSON: its number), which makes (load, line) unique.
    ['line', 'UInt32'],
    // 1 = the counted copy of its event key within its slice (DECISIONS A1).
    ['first', 'UInt8 DEFAULT 1'],
    ['report_type', WORD],
    ['report_date', 'Date'],
    ['list', WORD],
    ['event_key', 'UInt128'],
    ['subject_kind', enumeration(SUBJECT_KINDS, 0)],
    ['subject_first', 'IPv6'],
    ['subject_last', 'IPv6'],
    ['subject_text', 'String'],
    ...EVENT_COLUMNS.flatMap(({ name, kind }) => STORED_AS[kind](name)),
    ['cves', `Array(${WORD})`],
    // Columns without a type of their own, and texts that their typed value does not print back to.
    ['rest', `Map(${WORD}, String)`],
  ],
  partitionBy: 'report_date',
  orderBy: '(report_type, subject_first, subject_text, load, line)',
  // Rows of a type lie in the order of their subjects, so that few granules hold a given address.
  indexes: [
    'by_load load TYPE minmax',
    'by_ip ip TYPE minmax GRANULARITY 1',
    'by_ip_last ip_last TYPE minmax GRANULARITY 1',
  ],
  settings: "map_serialization_version = 'with_buckets', max_buckets_in_map = 16",
};

/** What is known of each load, one row per change of state; the row with the highest `seq` counts. */
export const LEDGER: Table = {
  name: 'ledger',
  columns: [
    ['load', 'UInt32'],
    ['seq', 'UInt64'],
    ['state', "Enum8('started' = 0, 'live' = 1, 'dead' = 2, 'purged' = 3)"],
    ['report_type', WORD],
    ['report_date', 'Date'],
    ['list', 'String'],
    ['sha256', 'String'],
    ['digest', 'String'],
    ['bytes', 'UInt64'],
    ['rows', 'UInt64'],
    ['accepted', 'UInt64'],
    ['duplicate', 'UInt64'],
    ['quarantined', 'UInt64'],
    ['unparsed', 'UInt64'],
    ['header', 'Array(String)'],
    ['slots', `Array(${WORD})`],
    // The publisher's time, which orders versions; 0 = unknown.
    ['published_at', "DateTime('UTC')"],
    ['changed_at', "DateTime('UTC')"],
    // The load that took this one's place; 0 = none.
    ['successor', 'UInt32'],
    ['flags', `Array(${WORD})`],
  ],
  orderBy: '(report_date, report_type, load, seq)',
  settings: SYNCED,
};

/** Each time a report file was handed over, whatever became of it. */
export const DELIVERIES: Table = {
  name: 'deliveries',
  columns: [
    ['source', WORD],
    ['path', 'String'],
    ['delivered_at', "DateTime('UTC')"],
    ['sha256', 'String'],
    ['bytes', 'UInt64'],
    ['report_type', WORD],
    ['report_date', 'Date'],
    ['list', 'String'],
    ['outcome', "Enum8('loaded' = 0, 'known' = 1, 'older' = 2, 'failed' = 3)"],
    ['load', 'UInt32'],
    ['error_code', WORD],
    ['error', 'String'],
  ],
  orderBy: '(path, delivered_at)',
  settings: SYNCED,
};

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
};

/** Executions of the pipeline, one row at the start and one at the end. */
export const RUNS: Table = {
  name: 'run_log',
  columns: [
    ['run', 'UInt32'],
    ['command', 'String'],
    ['started_at', "DateTime('UTC')"],
    ['finished_at', "DateTime('UTC')"],
    ['status', "Enum8('running' = 0, 'done' = 1, 'partial' = 2, 'failed' = 3)"],
    ['reports', 'UInt64'],
    ['accepted', 'UInt64'],
    ['duplicate', 'UInt64'],
    ['quarantined', 'UInt64'],
    ['failed', 'UInt64'],
    ['error', 'String'],
  ],
  orderBy: '(run, status)',
  settings: SYNCED,
};

/** The statement that makes a table. */
export function createTable(table: Table): string {
  const columns = table.columns.map(([name, type]) => `\`${name}\` ${type}`);
  const indexes = (table.indexes ?? []).map((index) => `INDEX ${index}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name} (${[...columns, ...indexes].join(', ')})`,
    'ENGINE = MergeTree',
    table.partitionBy ? `PARTITION BY ${table.partitionBy}` : '',
    `ORDER BY ${table.orderBy}`,
    table.settings ? `SETTINGS ${table.settings}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
