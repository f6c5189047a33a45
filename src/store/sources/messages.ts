// Messages: the state of each message of a mailbox, and the reports in the message.
import type { MessageState } from '../../domain/message-state.js';
import type { Engine } from '../engine/engine.js';
import { insertVersions } from '../schema/versions.js';
import { MESSAGE_VERSIONS } from './tables.js';

/** The current state of one message. Times are unix seconds, 0 = unknown. */
export interface MessageRow {
  readonly source: string;
  readonly mailbox: string;
  readonly message: string;
  readonly path: string;
  readonly sha256: string;
  readonly sender: string;
  readonly subject: string;
  readonly sent_at: number;
  readonly list: string;
  readonly state: MessageState;
  readonly reports: number;
  readonly error_code: string;
  readonly error: string;
  readonly changed_at: number;
}

/** The stored facts that tell whether a message has to be read again. */
export interface MessageMark {
  readonly state: MessageState;
  readonly errorCode: string;
}

/** A report, or a file that should have been one, in a message. */
export interface MessageReport {
  /** Of the archived message. */
  readonly message: string;
  readonly path: string;
  readonly report_type: string;
  readonly report_date: string;
  readonly list: string;
  readonly outcome: string;
  readonly error: string;
}

export interface MessageFilter {
  readonly states?: readonly MessageState[];
  /** The first digits of the SHA-256 of archived messages. */
  readonly prefix?: string;
  readonly limit: number;
}

const COLUMNS = `source, mailbox, message, path, sha256, sender, subject, toUnixTimestamp(sent_at) AS sent_at, list,
  state, reports, error_code, error, toUnixTimestamp(changed_at) AS changed_at`;

export class Messages {
  constructor(private readonly engine: Engine) {}

  /** Records the states of messages, in one block. */
  async record(rows: readonly MessageRow[]): Promise<void> {
    await insertVersions(this.engine, MESSAGE_VERSIONS, rows);
  }

  /** The stored marks of a mailbox's messages, by name. */
  async marks(source: string, mailbox: string): Promise<ReadonlyMap<string, MessageMark>> {
    const rows = await this.engine.rows<Pick<MessageRow, 'message' | 'state' | 'error_code'>>(
      `SELECT message, state, error_code FROM messages
       WHERE source = {source:String} AND mailbox = {mailbox:String}`,
      { source, mailbox },
    );
    return new Map(rows.map((row) => [row.message, { state: row.state, errorCode: row.error_code }]));
  }

  /** Messages, the most recently sent first. */
  async find({ states = [], prefix = '', limit }: MessageFilter): Promise<MessageRow[]> {
    return this.engine.rows<MessageRow>(
      `SELECT ${COLUMNS} FROM messages
       WHERE (empty({states:Array(String)}) OR has({states:Array(String)}, toString(state)))
         AND startsWith(sha256, {prefix:String})
       ORDER BY messages.sent_at DESC, source, mailbox, message LIMIT {limit:UInt32}`,
      { states, prefix, limit },
    );
  }

  /** The reports in messages, by the archived messages' SHA-256. */
  async reportsOf(sha256s: readonly string[]): Promise<MessageReport[]> {
    if (sha256s.length === 0) return [];
    return this.engine.rows<MessageReport>(
      `SELECT message, path, toString(report_type) AS report_type, toString(report_date) AS report_date, list,
         toString(outcome) AS outcome, error
       FROM deliveries WHERE message IN (SELECT arrayJoin({sha256s:Array(String)}))
       ORDER BY path, report_type`,
      { sha256s },
    );
  }
}
