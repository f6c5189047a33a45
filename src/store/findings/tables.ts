// The tables of findings: their days, their current state, summaries of removed days, and the progress of projection.
import { FINDING_KEY_COLUMNS } from '../../domain/finding-columns.js';
import { LEASE_DEVICE, withLeaseDevice } from '../../domain/lease-device.js';
import {
  again,
  type DeclaredTables,
  enumeration,
  SEVERITY,
  SMALL_BUFFERS,
  SYNCED,
  type Table,
  TIME,
  type View,
  WORD,
  without,
} from '../../domain/table.js';

/** Attributes of a finding that come from its newest event only. */
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
  // The device that makes it the same finding at every address; empty = the subject does.
  [LEASE_DEVICE, 'String'],
  ['tags', `Array(${WORD})`],
  ['cves', `Array(${WORD})`],
];

/** Sorts by subject within a type, as in `event_rows`; the id makes the key unique. */
const BY_SUBJECT = 'report_type, subject_first, subject_text, finding';

/** One row per load and finding, made from the load's counted events; read through the view `finding_days`. */
export const FINDING_DAY_ROWS: Table = {
  name: 'finding_day_rows',
  columns: [
    ['finding', 'FixedString(16)'],
    ['report_date', 'Date'],
    ...FINDING_KEY_COLUMNS,
    ['events', 'UInt64'],
    // 0 = no event has a time.
    ['first_at', TIME],
    ['last_at', TIME],
    ['severity', SEVERITY],
    ...FINDING_ATTRIBUTES,
  ],
  partitionBy: 'report_date',
  orderBy: `(${BY_SUBJECT}, load)`,
  indexes: ['by_load load TYPE minmax'],
  settings: SYNCED,
};

/**
 * Versions of findings: the current one and, until the engine merges them away, earlier ones; read through the view
 * `findings`. Derived from `finding_day_rows`. A version without days means that the finding no longer exists, because
 * its reports were replaced.
 */
export const FINDING_VERSIONS: Table = {
  name: 'finding_versions',
  columns: [
    ['finding', 'FixedString(16)'],
    // The position in the ledger up to which this version includes loads.
    ['version', 'UInt64'],
    ...FINDING_KEY_COLUMNS,
    // Report dates.
    ['first_seen', 'Date'],
    ['last_seen', 'Date'],
    ['days', 'UInt32'],
    ['events', 'UInt64'],
    ['first_at', TIME],
    ['last_at', TIME],
    // The highest severity of its newest day, and of all days.
    ['severity', SEVERITY],
    ['highest_severity', SEVERITY],
    ...FINDING_ATTRIBUTES,
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: `(${BY_SUBJECT})`,
  settings: SYNCED,
};

/**
 * Summaries of a finding's days that retention removed; the row with the latest `until` counts. Only findings with later
 * days have a summary: a finding that was not seen since then is removed completely.
 */
export const FINDING_PASTS: Table = {
  name: 'finding_pasts',
  columns: [
    ['finding', 'FixedString(16)'],
    ['report_type', WORD],
    // The summary covers all days before this one, excluding this one.
    ['until', 'Date'],
    ['first_seen', 'Date'],
    ['days', 'UInt32'],
    ['events', 'UInt64'],
    ['first_at', TIME],
    ['last_at', TIME],
    ['highest_severity', SEVERITY],
  ],
  engine: 'ReplacingMergeTree(until)',
  orderBy: '(report_type, finding)',
  settings: SYNCED,
};

/**
 * The first day of findings' days: days before the latest of these dates are removed, or being removed if the cut has
 * only begun.
 */
export const FINDING_CUTS: Table = {
  name: 'finding_cuts',
  columns: [
    ['until', 'Date'],
    ['state', enumeration(['begun', 'done'])],
  ],
  orderBy: '(until, state)',
  settings: SYNCED,
};

/** The position in the ledger up to which findings are projected; the highest row counts. */
export const PROJECTIONS: Table = {
  name: 'projections',
  columns: [['seq', 'UInt64']],
  orderBy: 'seq',
  settings: SYNCED,
};

const FIRST_FINDING_DAYS: View = {
  name: 'finding_days',
  select: 'SELECT * FROM finding_day_rows WHERE load IN (SELECT load FROM live_loads)',
};

const FINDING_DAYS: View = {
  name: FIRST_FINDING_DAYS.name,
  select: `${FIRST_FINDING_DAYS.select} AND report_date >= (SELECT max(until) FROM finding_cuts)`,
};

/** Uses FINAL, because the engine pushes conditions on the sorting key through FINAL, but not through LIMIT 1 BY. */
const FINDINGS: View = { name: 'findings', select: 'SELECT * FROM finding_versions FINAL WHERE days > 0' };

/**
 * Makes the files of a table smaller: 30 bytes per row instead of 44, of which 16 are the random id. Addresses and
 * texts repeat along the sort order, and the times of a report differ only in their low bits. Applies to data that is
 * written or merged from now on.
 */
const compressed = ({ name }: Table): readonly string[] => [
  `ALTER TABLE ${name} MODIFY SETTING default_compression_codec = 'ZSTD(1)'`,
  `ALTER TABLE ${name} MODIFY COLUMN first_at CODEC(T64), MODIFY COLUMN last_at CODEC(T64)`,
];

export const FINDING_TABLES: DeclaredTables = {
  steps: [
    {
      number: 2,
      title: 'findings',
      statements: [
        ...[FINDING_DAY_ROWS, FINDING_VERSIONS].map((table) => without(table, LEASE_DEVICE)),
        ...[PROJECTIONS, FIRST_FINDING_DAYS, FINDINGS],
      ],
    },
    { number: 4, title: 'retention', statements: [FINDING_PASTS, FINDING_CUTS, ...again(FINDING_DAYS)] },
    {
      number: 11,
      title: 'compression of findings',
      statements: [...compressed(FINDING_DAY_ROWS), ...compressed(FINDING_VERSIONS)],
    },
    {
      number: 14,
      title: 'write buffers of findings',
      statements: [FINDING_DAY_ROWS, FINDING_VERSIONS].map(
        ({ name }) => `ALTER TABLE ${name} MODIFY SETTING ${SMALL_BUFFERS}`,
      ),
    },
    {
      number: 20,
      title: 'devices of findings',
      statements: [
        ...[FINDING_DAY_ROWS, FINDING_VERSIONS].map(withLeaseDevice),
        ...again(FINDING_DAYS),
        ...again(FINDINGS),
      ],
    },
  ],
  readable: [
    ...[FINDINGS, FINDING_DAYS],
    ...[FINDING_CUTS, FINDING_DAY_ROWS, FINDING_PASTS, FINDING_VERSIONS],
  ],
};
