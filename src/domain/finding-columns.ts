// The key columns of findings, which every table of findings repeats.
import { SUBJECT_KINDS } from './event-columns.js';
import { enumeration, type Table, WORD } from './table.js';

/** The columns that identify a finding and never change for an id (decisions.md#finding-keys). */
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
