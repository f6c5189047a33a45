// The table of counts: the number of events of each load with each value of a field.
import { type DeclaredTables, SYNCED, type Table, type View, WORD } from '../../domain/table.js';

/**
 * One row per load, field and value, for the events that count, including rows of loads that are not visible; read
 * through the view `counts`. Derived from `event_rows`.
 */
export const COUNT_ROWS: Table = {
  name: 'count_rows',
  columns: [
    ['load', 'UInt32'],
    ['report_type', WORD],
    ['report_date', 'Date'],
    ['list', WORD],
    ['field', WORD],
    // The value as text; empty for events without a value.
    ['value', WORD],
    // 1 = the cell's own text, because the value could not be typed.
    ['kept', 'UInt8'],
    ['events', 'UInt64'],
  ],
  // A month has few rows, and separate parts for each day would make opening slow.
  partitionBy: 'toYYYYMM(report_date)',
  orderBy: '(field, report_date, report_type, load, value)',
  indexes: ['by_load load TYPE minmax'],
  settings: SYNCED,
};

const COUNTS: View = {
  name: 'counts',
  select: 'SELECT * FROM count_rows WHERE load NOT IN (SELECT load FROM hidden_loads)',
};

export const COUNT_TABLES: DeclaredTables = {
  steps: [{ number: 11, title: 'counts', statements: [COUNT_ROWS, COUNTS] }],
  readable: [COUNTS, COUNT_ROWS],
};
