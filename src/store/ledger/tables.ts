// The tables of the ledger: loads, deliveries of report files, and runs.
import {
  again,
  type DeclaredTables,
  enumeration,
  SYNCED,
  type Table,
  TIME,
  type View,
  WORD,
} from '../../domain/table.js';

/** The retention state of a load's events or original: `expiring` = being removed, and not visible. */
const KEEPING = enumeration(['kept', 'expiring', 'expired']);

/** What distinguishes findings of one subject in this load, according to the catalogue at the time of the load. */
const FINDING_KEY = enumeration(['port', 'infection']);

/** The records of loads, one row per change of state; the row with the highest `seq` counts. */
export const LEDGER: Table = {
  name: 'ledger',
  columns: [
    ['load', 'UInt32'],
    ['seq', 'UInt64'],
    ['state', enumeration(['started', 'live', 'dead', 'purged'])],
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
    ['published_at', TIME],
    ['changed_at', TIME],
    // The load that replaced this one; 0 = none.
    ['successor', 'UInt32'],
    ['flags', `Array(${WORD})`],
    ['finding_key', FINDING_KEY],
    ['events_state', KEEPING],
    ['original_state', KEEPING],
  ],
  orderBy: '(report_date, report_type, load, seq)',
  settings: SYNCED,
};

/** The write in which a row was written, as the position of the write's first row; 0 = before writes were numbered. */
const FLIP = ['flip', 'UInt64'] as const;

/** The columns of the ledger, with those that later steps added. */
export const LEDGER_COLUMNS: Table['columns'] = [...LEDGER.columns, FLIP];

/** One row for each time a source handed over a report file, whether or not the file was loaded. */
export const DELIVERIES: Table = {
  name: 'deliveries',
  columns: [
    ['source', WORD],
    ['path', 'String'],
    ['delivered_at', TIME],
    ['sha256', 'String'],
    ['bytes', 'UInt64'],
    ['report_type', WORD],
    ['report_date', 'Date'],
    ['list', 'String'],
    ['outcome', enumeration(['loaded', 'known', 'older', 'failed'])],
    ['load', 'UInt32'],
    ['error_code', WORD],
    ['error', 'String'],
  ],
  orderBy: '(path, delivered_at)',
  settings: SYNCED,
};

/** Runs of the pipeline, one row at the start and one at the end. */
export const RUNS: Table = {
  name: 'run_log',
  columns: [
    ['run', 'UInt32'],
    ['command', 'String'],
    ['started_at', TIME],
    ['finished_at', TIME],
    ['status', enumeration(['running', 'done', 'partial', 'failed'])],
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

/** Each load's latest state. */
const REPORTS: View = { name: 'reports', select: 'SELECT * FROM ledger ORDER BY seq DESC LIMIT 1 BY load' };

/**
 * Loads whose rows must not be visible: still being loaded, or dead and not yet purged. There are only a few, so that
 * `load NOT IN` costs nothing (measured in decisions.md#visible-rows). The view is a single subquery, so that a flip
 * becomes visible completely or not at all.
 */
const FIRST_HIDDEN_LOADS: View = {
  name: 'hidden_loads',
  select: "SELECT load FROM ledger GROUP BY load HAVING argMax(state, seq) IN ('started', 'dead')",
};

/** Hidden loads as above, and loads whose events retention is removing. */
const HIDDEN_LOADS: View = {
  name: FIRST_HIDDEN_LOADS.name,
  select: `${FIRST_HIDDEN_LOADS.select} OR argMax(events_state, seq) = 'expiring'`,
};

/** Loads whose finding days count. */
const LIVE_LOADS: View = {
  name: 'live_loads',
  select: "SELECT load FROM ledger GROUP BY load HAVING argMax(state, seq) = 'live'",
};

const LATEST_RUNS: View = {
  name: 'runs',
  select: 'SELECT * FROM run_log ORDER BY status DESC LIMIT 1 BY run',
};

/**
 * The subscriptions and mailing lists that have delivered each identifier. An identifier without a known subscription is
 * its own subscription. Absence and silence are judged for all identifiers of a subscription together
 * (docs/explanation/findings.md).
 */
const SUBSCRIPTIONS: View = {
  name: 'subscriptions',
  select: `SELECT DISTINCT list, subscription FROM deliveries WHERE subscription != ''
  UNION ALL
  SELECT DISTINCT list, list AS subscription FROM ledger
  WHERE list NOT IN (SELECT list FROM deliveries WHERE subscription != '')`,
};

export const LEDGER_TABLES: DeclaredTables = {
  steps: [
    {
      number: 1,
      title: 'ledger, deliveries, runs',
      statements: [LEDGER, DELIVERIES, RUNS, REPORTS, FIRST_HIDDEN_LOADS, LATEST_RUNS],
    },
    {
      number: 2,
      title: 'live loads',
      statements: [
        `ALTER TABLE ledger ADD COLUMN IF NOT EXISTS finding_key ${FINDING_KEY}`,
        ...again(REPORTS),
        LIVE_LOADS,
      ],
    },
    {
      number: 4,
      title: 'what retention keeps',
      statements: [
        `ALTER TABLE ledger ADD COLUMN IF NOT EXISTS events_state ${KEEPING}`,
        `ALTER TABLE ledger ADD COLUMN IF NOT EXISTS original_state ${KEEPING}`,
        ...again(REPORTS),
        ...again(HIDDEN_LOADS),
      ],
    },
    {
      number: 6,
      title: 'messages of deliveries',
      // SHA-256 of the archived message that contained a report; empty = the report did not come by mail.
      statements: ['ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS message String'],
    },
    {
      number: 7,
      title: 'one identity of a report for all routes',
      guided: true,
      statements: [
        // The subscription or mailing list that delivered a report; empty = unknown.
        'ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS subscription String',
        SUBSCRIPTIONS,
      ],
    },
    {
      number: 12,
      title: 'numbered flips',
      statements: [`ALTER TABLE ledger ADD COLUMN IF NOT EXISTS ${FLIP[0]} ${FLIP[1]}`, ...again(REPORTS)],
    },
  ],
  readable: [
    ...[REPORTS, LATEST_RUNS, HIDDEN_LOADS, LIVE_LOADS, SUBSCRIPTIONS],
    ...[DELIVERIES, LEDGER, RUNS],
  ],
};
