// The table of text lists: the texts that each load has in each column, by which a search finds what it has to read.
import { type DeclaredTables, SYNCED, type Table, WORD } from '../../domain/table.js';

/**
 * One row or several per load and searched column with a value, and a row without a column for each load that has its
 * lists. Derived from `event_rows`. A list may hold texts of rows that do not count, which costs a search time and
 * nothing else, because the events themselves decide.
 */
export const TEXT_LISTS: Table = {
  name: 'text_lists',
  columns: [
    ['load', 'UInt32'],
    ['report_type', WORD],
    ['report_date', 'Date'],
    ['column', WORD],
    // Texts as in the report, each behind its length or before a line break; empty if they are not listed.
    ['text', 'String CODEC(ZSTD(1))'],
  ],
  // Parts of a week are few, and removing a load rewrites no more than a week.
  partitionBy: 'toMonday(report_date)',
  // Lists of the same column and type are alike, so that they compress well.
  orderBy: '(column, report_type, load)',
  settings: SYNCED,
};

export const TEXT_TABLES: DeclaredTables = {
  steps: [{ number: 13, title: 'text lists', statements: [TEXT_LISTS] }],
  readable: [TEXT_LISTS],
};
