// What a mailbox's reader keeps of messages, and the store's side of it.
import type { Readable } from 'node:stream';
import type { SundialError } from '../../domain/errors.js';
import type { MessageState } from '../../domain/message-state.js';

/** What is remembered of a message. */
export interface MessageEntry {
  readonly source: string;
  readonly mailbox: string;
  readonly id: string;
  readonly path: string;
  /** Of the archived message; empty where it was not kept, because it is not one of the publisher's. */
  readonly sha256: string;
  readonly from: string;
  readonly subject: string;
  readonly date?: Date;
  readonly list: string;
  readonly state: MessageState;
  /** How many reports it held that are safe. */
  readonly reports: number;
  /** Why it was left, or the first thing that failed. */
  readonly error?: SundialError;
}

/** What is known of a message from earlier runs. */
export interface KnownMessage {
  readonly state: MessageState;
  readonly errorCode: string;
}

/** Where messages are kept and remembered; what it promises must survive a kill. */
export interface MailKeeping {
  /** What is known of this mailbox's messages, by their ids. */
  known(source: string, mailbox: string): Promise<ReadonlyMap<string, KnownMessage>>;
  /** Archives a message and returns its SHA-256. */
  archive(message: Readable, path: string): Promise<string>;
  read(sha256: string): AsyncIterable<Uint8Array>;
  record(entries: readonly MessageEntry[]): Promise<void>;
}
