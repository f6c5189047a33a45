// The tables of sources: what they list, state and hold, and what became of it.
import { MESSAGE_STATES } from '../../domain/message-state.js';
import {
  again,
  type DeclaredTables,
  enumeration,
  newestOf,
  SYNCED,
  type Table,
  TIME,
  WORD,
} from '../../domain/table.js';

/**
 * What a source has listed, one row per change of state; read through the view `listings`. An id that opens a
 * download is a secret, so only its hash is here (decisions.md#foreign-sql-and-secrets).
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
    ['state', enumeration(['listed', 'loaded', 'empty', 'failed'])],
    ['error_code', WORD],
    ['error', 'String'],
    // Downloads that failed since the last one that did not.
    ['attempts', 'UInt16'],
    // What the download server said of the content, to notice a re-issue; empty and 0 = it said nothing.
    ['etag', 'String'],
    ['last_modified', 'String'],
    ['bytes', 'UInt64'],
    // When the content was last compared with the download server's.
    ['checked_at', TIME],
    ['changed_at', TIME],
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
    ['stated_at', TIME],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(report_date, list, report_type, source)',
  settings: SYNCED,
};

/**
 * Days whose list of reports was read to its end; the latest read counts (decisions.md#closed-days). Read through
 * `day_reads`.
 */
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
    ['read_at', TIME],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(report_date, list)',
  settings: SYNCED,
};

/**
 * What is known of each message, one row per change; read through the view `messages`. Links in messages open
 * downloads, so no text of a body is here (decisions.md#stored-messages).
 */
export const MESSAGE_VERSIONS: Table = {
  name: 'message_versions',
  columns: [
    ['source', WORD],
    ['mailbox', 'String'],
    // The mailbox's own lasting name of the message.
    ['message', 'String'],
    ['version', 'UInt64'],
    ['path', 'String'],
    // Of the archived message; empty = it was not kept.
    ['sha256', 'String'],
    ['sender', 'String'],
    ['subject', 'String'],
    // Its own date; 0 = it has none.
    ['sent_at', TIME],
    ['list', 'String'],
    ['state', enumeration(MESSAGE_STATES)],
    ['reports', 'UInt32'],
    ['error_code', WORD],
    ['error', 'String'],
    ['changed_at', TIME],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(source, mailbox, message)',
  settings: SYNCED,
};

/** One row per change; read through the view `source_items`. */
export const SOURCE_ITEM_VERSIONS: Table = {
  name: 'source_item_versions',
  columns: [
    ['source', WORD],
    ['item', 'String'],
    ['version', 'UInt64'],
    ['mark', 'String'],
    ['state', enumeration(['taken', 'left', 'failed'])],
    ['error_code', WORD],
    ['changed_at', TIME],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(source, item)',
  settings: SYNCED,
};

const LISTINGS = newestOf('listings', LISTING_VERSIONS);
const STATED_ROWS = newestOf('stated_rows', STATED_ROW_VERSIONS);
const DAY_READS = newestOf('day_reads', DAY_READ_VERSIONS);
const MESSAGES = newestOf('messages', MESSAGE_VERSIONS);
const SOURCE_ITEMS = newestOf('source_items', SOURCE_ITEM_VERSIONS);

/** Two accounts may list the same file; empty = the account of the time before sources had names. */
const withSource = ({ name, orderBy }: Table): string =>
  `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS source LowCardinality(String), MODIFY ORDER BY ${orderBy.replace(')', ', source)')}`;

export const SOURCE_TABLES: DeclaredTables = {
  steps: [
    {
      number: 3,
      title: 'what the Reports API lists and states',
      statements: [
        ...[LISTING_VERSIONS, STATED_ROW_VERSIONS, DAY_READ_VERSIONS],
        ...[LISTINGS, STATED_ROWS, DAY_READS],
      ],
    },
    { number: 6, title: 'messages', statements: [MESSAGE_VERSIONS, MESSAGES] },
    {
      number: 8,
      title: 'several sources',
      statements: [
        ...[LISTING_VERSIONS, DAY_READ_VERSIONS].map(withSource),
        ...again(LISTINGS),
        ...again(DAY_READS),
        SOURCE_ITEM_VERSIONS,
        SOURCE_ITEMS,
      ],
    },
  ],
  readable: [
    ...[LISTINGS, STATED_ROWS, DAY_READS, MESSAGES, SOURCE_ITEMS],
    ...[MESSAGE_VERSIONS, SOURCE_ITEM_VERSIONS],
  ],
};
