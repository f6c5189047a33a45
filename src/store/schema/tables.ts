// The store's tables as data; the DDL is made from them.
import { type ColumnKind, EVENT_COLUMNS, SEVERITIES, SUBJECT_KINDS } from '../../domain/event-columns.js';
import { isNetwork } from '../events/event-conditions.js';

export interface Table {
  readonly name: string;
  /** Column name and type. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly orderBy: string;
  /** Left out = MergeTree, which keeps every row. */
  readonly engine?: string;
  readonly partitionBy?: string;
  readonly indexes?: readonly string[];
  readonly settings?: string;
}

export const enumeration = (names: readonly string[], first: number) =>
  `Enum8(${names.map((name, index) => `'${name}' = ${index + first}`).join(', ')})`;
export const WORD = 'LowCardinality(String)';
/** 0 = none. */
export const SEVERITY = enumeration(['none', ...SEVERITIES], 0);

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

/** Lets UPDATE and DELETE write small patches instead of passing over every part of the table. */
const PATCHED = 'enable_block_number_column = 1, enable_block_offset_column = 1';

/** Acknowledgements survive a power cut, not only a kill. */
export const SYNCED = `fsync_after_insert = 1, fsync_part_directory = 1, ${PATCHED}`;

/**
 * One column of the map is read without the others: a month's values in an eighth of the time, measured. More buckets
 * make searches through all of them slower, and loads (by a fifth with eight). Said of new parts, too, since small days are never merged.
 */
const MAP_IN_BUCKETS =
  "map_serialization_version = 'with_buckets', map_serialization_version_for_zero_level_parts = 'with_buckets', map_buckets_strategy = 'constant', map_buckets_min_avg_size = 0, max_buckets_in_map = 8";

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
  // Rows of a type lie in the order of their subjects, so that few granules hold a given network. A host is looked up
  // by its hash, and `isNetwork` tells which granules have rows that a hash cannot find.
  indexes: [
    'by_load load TYPE minmax',
    'by_ip ip TYPE minmax GRANULARITY 1',
    'by_ip_last ip_last TYPE minmax GRANULARITY 1',
    'by_host ip TYPE bloom_filter(0.01) GRANULARITY 1',
    `by_network (${isNetwork()}) TYPE minmax GRANULARITY 1`,
  ],
  settings: `index_granularity = 4096, ${MAP_IN_BUCKETS}, ${PATCHED}`,
};

/** What retention left of a load's events or its original: `expiring` = they are being removed, nobody sees them. */
export const KEEPING = enumeration(['kept', 'expiring', 'expired'], 0);

/** What tells findings of one subject apart in this load, by the catalogue of the time. */
export const FINDING_KEY = enumeration(['port', 'infection'], 0);

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
    ['finding_key', FINDING_KEY],
    ['events_state', KEEPING],
    ['original_state', KEEPING],
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
  settings: PATCHED,
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

/** What a finding is: these columns never change for one id (DECISIONS A9). */
export const FINDING_KEY_COLUMNS: Table['columns'] = [
  ['report_type', WORD],
  ['subject_kind', enumeration(SUBJECT_KINDS, 0)],
  ['subject_first', 'IPv6'],
  ['subject_last', 'IPv6'],
  ['subject_text', 'String'],
  ['port', 'UInt16'],
  ['transport', WORD],
  ['infection', WORD],
];

/** What is said of a finding by the newest event only. */
export const FINDING_ATTRIBUTES: Table['columns'] = [
  ['list', WORD],
  ['load', 'UInt32'],
  ['hostname', 'String'],
  ['asn', 'UInt32'],
  ['geo', WORD],
  ['city', WORD],
  ['sector', WORD],
  ['device_vendor', WORD],
  ['device_type', WORD],
  ['device_model', WORD],
  ['tags', `Array(${WORD})`],
  ['cves', `Array(${WORD})`],
];

/** Subjects lie side by side within a type, as in `event_rows`; the id makes the key unique. */
const BY_SUBJECT = 'report_type, subject_first, subject_text, finding';

/** One row per load and finding, made from the load's counted events; read through the view `finding_days`. */
export const FINDING_DAY_ROWS: Table = {
  name: 'finding_day_rows',
  columns: [
    ['finding', 'FixedString(16)'],
    ['report_date', 'Date'],
    ...FINDING_KEY_COLUMNS,
    ['events', 'UInt64'],
    // 0 = no event says when.
    ['first_at', "DateTime('UTC')"],
    ['last_at', "DateTime('UTC')"],
    ['severity', SEVERITY],
    ...FINDING_ATTRIBUTES,
  ],
  partitionBy: 'report_date',
  orderBy: `(${BY_SUBJECT}, load)`,
  indexes: ['by_load load TYPE minmax'],
  settings: SYNCED,
};

/**
 * A finding's present and, until the engine merges them away, its past; read through the view `findings`. The truth
 * is in `finding_day_rows`. A version of no days says that the finding is gone, because its reports were replaced.
 */
export const FINDING_VERSIONS: Table = {
  name: 'finding_versions',
  columns: [
    ['finding', 'FixedString(16)'],
    // The place in the ledger up to which this version knows.
    ['version', 'UInt64'],
    ...FINDING_KEY_COLUMNS,
    // Report dates.
    ['first_seen', 'Date'],
    ['last_seen', 'Date'],
    ['days', 'UInt32'],
    ['events', 'UInt64'],
    ['first_at', "DateTime('UTC')"],
    ['last_at', "DateTime('UTC')"],
    // The highest of its newest day, and of all days.
    ['severity', SEVERITY],
    ['highest_severity', SEVERITY],
    ...FINDING_ATTRIBUTES,
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: `(${BY_SUBJECT})`,
  settings: SYNCED,
};

/**
 * What is still known of the days of a finding that retention removed; the row with the latest `until` counts. Only
 * of findings that have later days: what nobody saw since then is forgotten whole.
 */
export const FINDING_PASTS: Table = {
  name: 'finding_pasts',
  columns: [
    ['finding', 'FixedString(16)'],
    ['report_type', WORD],
    // All its days before this one, which itself is not among them.
    ['until', 'Date'],
    ['first_seen', 'Date'],
    ['days', 'UInt32'],
    ['events', 'UInt64'],
    ['first_at', "DateTime('UTC')"],
    ['last_at', "DateTime('UTC')"],
    ['highest_severity', SEVERITY],
  ],
  engine: 'ReplacingMergeTree(until)',
  orderBy: '(report_type, finding)',
  settings: SYNCED,
};

/** Where findings' days begin: days before the latest one of these are gone, or going while it is only begun. */
export const FINDING_CUTS: Table = {
  name: 'finding_cuts',
  columns: [
    ['until', 'Date'],
    ['state', "Enum8('begun' = 0, 'done' = 1)"],
  ],
  orderBy: '(until, state)',
  settings: SYNCED,
};

/** The place in the ledger up to which findings are made; the highest row counts. */
export const PROJECTIONS: Table = {
  name: 'projections',
  columns: [['seq', 'UInt64']],
  orderBy: 'seq',
  settings: SYNCED,
};

/**
 * What a source has listed, one row per change of state; read through the view `listings`. An id that opens a
 * download is a secret, so only its hash is here (DECISIONS B2).
 */
export const LISTING_VERSIONS: Table = {
  name: 'listing_versions',
  columns: [
    ['report_date', 'Date'],
    ['list', 'String'],
    ['file', 'String'],
    ['version', 'UInt64'],
    ['report_type', WORD],
    ['id_hash', 'String'],
    ['state', "Enum8('listed' = 0, 'loaded' = 1, 'empty' = 2, 'failed' = 3)"],
    ['error_code', WORD],
    ['error', 'String'],
    // Downloads that failed since the last one that did not.
    ['attempts', 'UInt16'],
    // What the download server said of the content, to notice a re-issue; empty and 0 = it said nothing.
    ['etag', 'String'],
    ['last_modified', 'String'],
    ['bytes', 'UInt64'],
    // When the content was last compared with the download server's.
    ['checked_at', "DateTime('UTC')"],
    ['changed_at', "DateTime('UTC')"],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(report_date, list, file)',
  settings: SYNCED,
};

/** How many rows the publisher says a report has, by its statistics or by a message; read through `stated_rows`. */
export const STATED_ROW_VERSIONS: Table = {
  name: 'stated_row_versions',
  columns: [
    ['report_date', 'Date'],
    ['list', 'String'],
    ['report_type', WORD],
    ['source', WORD],
    ['version', 'UInt64'],
    ['rows', 'UInt64'],
    ['stated_at', "DateTime('UTC')"],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(report_date, list, report_type, source)',
  settings: SYNCED,
};

/** Days whose list of reports was read to its end; the latest read counts (DECISIONS A7). Read through `day_reads`. */
export const DAY_READ_VERSIONS: Table = {
  name: 'day_read_versions',
  columns: [
    ['report_date', 'Date'],
    ['list', 'String'],
    ['version', 'UInt64'],
    // 1 = it was read when nothing more was expected, so that a report that is not there is missing.
    ['settled', 'UInt8'],
    // The types that were asked for; none named = all, without the excluded ones.
    ['types', `Array(${WORD})`],
    ['excluded', `Array(${WORD})`],
    ['read_at', "DateTime('UTC')"],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(report_date, list)',
  settings: SYNCED,
};

/** The statement that makes a table. */
export function createTable(table: Table): string {
  const columns = table.columns.map(([name, type]) => `\`${name}\` ${type}`);
  const indexes = (table.indexes ?? []).map((index) => `INDEX ${index}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name} (${[...columns, ...indexes].join(', ')})`,
    `ENGINE = ${table.engine ?? 'MergeTree'}`,
    table.partitionBy ? `PARTITION BY ${table.partitionBy}` : '',
    `ORDER BY ${table.orderBy}`,
    table.settings ? `SETTINGS ${table.settings}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
