// The table of dead letters: messages that targets refused.
import { CARRIED } from '../domain/output-entry.js';
import {
  type DeclaredTables,
  enumeration,
  SYNCED,
  type Table,
  TIME,
  type View,
  WORD,
} from '../domain/table.js';

/** What can happen to a letter: refused, to be sent again, or settled: accepted, withdrawn or given up. */
export const LETTER_STATES = ['dead', 'again', 'settled'] as const;

/** Every state of every letter; read through the view `output_letters`. */
const LETTER_VERSIONS: Table = {
  name: 'output_letter_versions',
  columns: [
    ['output', WORD],
    ['id', 'String'],
    ['version', 'UInt64'],
    ['state', enumeration(LETTER_STATES)],
    ['carries', enumeration(CARRIED)],
    // 1 = the message says that an event was withdrawn.
    ['withdrawn', 'UInt8'],
    ['report_type', WORD],
    ['report_date', 'Date'],
    // The message as JSON; '' if it is too large.
    ['message', 'String'],
    ['error_code', WORD],
    ['error', 'String'],
    // How often the message was refused.
    ['tries', 'UInt32'],
    ['at', TIME],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(output, id)',
  settings: SYNCED,
};

const LETTERS: View = {
  name: 'output_letters',
  select: `SELECT * FROM ${LETTER_VERSIONS.name} FINAL WHERE state != 'settled'`,
};

export const PUBLISH_TABLES: DeclaredTables = {
  steps: [{ number: 12, title: 'letters of outputs', statements: [LETTER_VERSIONS, LETTERS] }],
  readable: [LETTERS, LETTER_VERSIONS],
};
