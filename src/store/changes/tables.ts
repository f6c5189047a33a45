// The tables of the feed of changes: rows that became or ceased to be visible when loads were replaced, and positions.
import { withLeaseDevice } from '../../domain/lease-device.js';
import { type DeclaredTables, enumeration, SYNCED, type Table, TIME, WORD } from '../../domain/table.js';
import { EVENT_ROWS, withEnrichedColumns } from '../events/tables.js';

/** Flips of one partition, so that received changes are dropped as whole partitions. */
const PARTITION = 'intDiv(flip, 1000)';

/**
 * The flips that replaced loads and have been compared. Written after the rows of the flip and before the removal of its
 * dead loads.
 */
export const CHANGES: Table = {
  name: 'changes',
  columns: [
    ['flip', 'UInt64'],
    // `dropped`: the details of this flip and of earlier ones are removed.
    ['state', enumeration(['compared', 'dropped'])],
    ['at', TIME],
    ['appeared', 'UInt64'],
    ['withdrawn', 'UInt64'],
  ],
  orderBy: '(flip, state)',
  settings: SYNCED,
};

/**
 * Keys that became visible in flips that replaced loads, or in loads that were replaced before every consumer had
 * received them.
 */
export const CHANGE_ROWS: Table = {
  name: 'change_rows',
  columns: [
    ['flip', 'UInt64'],
    ['report_type', WORD],
    ['report_date', 'Date'],
    ['event_key', 'UInt128'],
  ],
  partitionBy: PARTITION,
  orderBy: '(flip, report_type, report_date, event_key)',
  settings: SYNCED,
};

/** The complete rows that ceased to be visible, in the layout of `event_rows`. */
export const WITHDRAWN_ROWS: Table = {
  name: 'withdrawn_rows',
  columns: [['flip', 'UInt64'], ...EVENT_ROWS.columns],
  partitionBy: PARTITION,
  orderBy: '(flip, report_type, report_date, subject_first, subject_text, event_key)',
  settings: `min_columns_to_activate_adaptive_write_buffer = 1, min_level_for_wide_part = 1, ${SYNCED}`,
};

/** The positions of all consumers of the feed; the row with the highest version counts. */
export const CONSUMERS: Table = {
  name: 'consumers',
  columns: [
    ['name', WORD],
    ['version', 'UInt64'],
    // The life of the store in which the position was reached; a restored store has another life.
    ['life', 'String'],
    ['flip', 'UInt64'],
    // The last received step of findings.
    ['step', 'UInt64'],
    // The position within the next flip, and other data that the consumer remembers, as JSON.
    ['memo', 'String'],
    ['at', TIME],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: 'name',
  settings: SYNCED,
};

export const CHANGE_TABLES: DeclaredTables = {
  steps: [
    {
      number: 12,
      title: 'the feed of changes',
      statements: [CHANGES, CHANGE_ROWS, WITHDRAWN_ROWS, CONSUMERS],
    },
    {
      number: 17,
      title: 'enriched columns of withdrawn events',
      statements: [withEnrichedColumns(WITHDRAWN_ROWS)],
    },
    { number: 20, title: 'devices of withdrawn events', statements: [withLeaseDevice(WITHDRAWN_ROWS)] },
  ],
  readable: [CHANGES, CHANGE_ROWS, WITHDRAWN_ROWS, CONSUMERS],
};
