// The tables of sources: listings, stated rows, days read, messages and items, each with its state.
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
 * Listings of sources, one row per change of state; read through the view `listings`. A download id gives access to the
 * download and is therefore secret, so only its hash is stored (decisions.md#foreign-sql-and-secrets).
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
    // Number of failed downloads since the last successful one.
    ['attempts', 'UInt16'],
    // The download server's description of the content, to notice a re-issue; empty and 0 = not given.
    ['etag', 'String'],
    ['last_modified', 'String'],
    ['bytes', 'UInt64'],
    // When the content was last compared with the download server.
    ['checked_at', TIME],
    ['changed_at', TIME],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(report_date, list, file)',
  settings: SYNCED,
};

/** The number of rows that the publisher states for a report, in statistics or in a message; read through `stated_rows`. */
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
 * Days whose list of reports was read to its end; the latest reading counts (decisions.md#closed-days). Read through the
 * view `day_reads`.
 */
export const DAY_READ_VERSIONS: Table = {
  name: 'day_read_versions',
  columns: [
    ['report_date', 'Date'],
    ['list', 'String'],
    ['version', 'UInt64'],
    // 1 = read when no more reports were expected, so that an absent report is missing.
    ['settled', 'UInt8'],
    // The requested types; none = all, without the excluded ones.
    ['types', `Array(${WORD})`],
    ['excluded', `Array(${WORD})`],
    ['read_at', TIME],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(report_date, list)',
  settings: SYNCED,
};

/**
 * The state of each message, one row per change; read through the view `messages`. Links in messages give access to
 * downloads, so no text of a body is stored (decisions.md#stored-messages).
 */
export const MESSAGE_VERSIONS: Table = {
  name: 'message_versions',
  columns: [
    ['source', WORD],
    ['mailbox', 'String'],
    // The mailbox's own stable name of the message.
    ['message', 'String'],
    ['version', 'UInt64'],
    ['path', 'String'],
    // SHA-256 of the archived message; empty = not archived.
    ['sha256', 'String'],
    ['sender', 'String'],
    ['subject', 'String'],
    // The date in its header; 0 = none.
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

/** Adds the source, because two accounts may list the same file; empty = the account from before sources had names. */
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
