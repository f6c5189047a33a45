// The interface between a mailbox's reader and the store: the memory of messages, and their archive.
import type { Readable } from 'node:stream';
import type { SundialError } from '../../domain/errors.js';
import type { MessageState } from '../../domain/message-state.js';

/** The remembered facts about a message. */
export interface MessageEntry {
  readonly source: string;
  readonly mailbox: string;
  readonly id: string;
  readonly path: string;
  /** SHA-256 of the archived message; empty if it was not archived, because it is not from the publisher. */
  readonly sha256: string;
  readonly from: string;
  readonly subject: string;
  readonly date?: Date;
  readonly list: string;
  readonly state: MessageState;
  /** The number of its reports that are stored. */
  readonly reports: number;
  /** The reason why it was left alone, or its first failure. */
  readonly error?: SundialError;
}

/** The facts about a message from earlier runs. */
export interface KnownMessage {
  readonly state: MessageState;
  readonly errorCode: string;
}

/** Archives and remembers messages; its results must survive a kill. */
export interface MailKeeping {
  /** The known messages of this mailbox, by their ids. */
  known(source: string, mailbox: string): Promise<ReadonlyMap<string, KnownMessage>>;
  /** Archives a message and returns its SHA-256. */
  archive(message: Readable, path: string): Promise<string>;
  read(sha256: string): AsyncIterable<Uint8Array>;
  record(entries: readonly MessageEntry[]): Promise<void>;
}
