// The table of messages as data: each message of each mailbox, and what became of it.
import { MESSAGE_STATES } from '../../domain/message-state.js';
import { SYNCED, type Table } from '../schema/tables.js';

/**
 * What is known of each message, one row per change; read through the view `messages`. Links in messages open
 * downloads, so no text of a body is here (DECISIONS D6).
 */
export const MESSAGE_VERSIONS: Table = {
  name: 'message_versions',
  columns: [
    ['source', 'LowCardinality(String)'],
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
    ['sent_at', "DateTime('UTC')"],
    ['list', 'String'],
    ['state', `Enum8(${MESSAGE_STATES.map((state, index) => `'${state}' = ${index}`).join(', ')})`],
    ['reports', 'UInt32'],
    ['error_code', 'LowCardinality(String)'],
    ['error', 'String'],
    ['changed_at', "DateTime('UTC')"],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(source, mailbox, message)',
  settings: SYNCED,
};

/** What people's SQL may read. */
export const READABLE_MESSAGES: readonly string[] = ['messages', MESSAGE_VERSIONS.name];

/** The newest version of each row. */
export const MESSAGES_VIEW = `CREATE VIEW IF NOT EXISTS messages AS SELECT * FROM ${MESSAGE_VERSIONS.name} FINAL`;
