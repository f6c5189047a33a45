// The columns that say which finding a row is about; every table that holds findings repeats them.
import { SUBJECT_KINDS } from './event-columns.js';
import { enumeration, type Table, WORD } from './table.js';

/** What a finding is: these columns never change for one id (decisions.md#finding-keys). */
export const FINDING_KEY_COLUMNS: Table['columns'] = [
  ['report_type', WORD],
  ['subject_kind', enumeration(SUBJECT_KINDS)],
  ['subject_first', 'IPv6'],
  ['subject_last', 'IPv6'],
  ['subject_text', 'String'],
  ['port', 'UInt16'],
  ['transport', WORD],
  ['infection', WORD],
];
