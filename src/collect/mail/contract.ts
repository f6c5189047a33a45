// The contract of mailboxes: messages one after another, each of which can be read unchanged and marked once its
// reports are stored.
import type { Readable } from 'node:stream';

/** One message of a mailbox, not read yet. */
export interface MailMessage {
  /** The permanent name of the message within its mailbox, under which handled messages are remembered. */
  readonly id: string;
  /** The displayed name; never contains a link. */
  readonly path: string;
  /** When the message arrived in the mailbox, if known. */
  readonly receivedAt?: Date;
  /** Whether the mailbox marks the message as handled already, if known without a request. */
  readonly isMarked?: boolean;
  /** Opens the unchanged bytes of the message (RFC 5322). May be called again; the stream fails with a SundialError. */
  open(): Promise<Readable>;
  /** Marks the message as handled in the mailbox's own way; a second call has no effect. */
  handled(): Promise<void>;
  /** Called if the message stays unchanged; most mailboxes do nothing. */
  left(): Promise<void>;
}

/** The result of `sundial mail check` for a mailbox. */
export interface MailboxView {
  /** Number of messages that would be read. */
  readonly messages: number;
  /** Further facts, such as the protection of the connection. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** A mailbox from which messages are read. No implementation ever deletes a message. */
export interface Mailbox {
  /** The kind of mailbox: `imap`, `graph`, `gmail`, `mbox`, `maildir`, `eml`. */
  readonly name: string;
  /** The displayed place of the mailbox; together with `name` it identifies the mailbox. */
  readonly mailbox: string;
  /**
   * Whether the user named the messages individually or as a folder of files, and thereby vouches for their senders.
   */
  readonly isVouchedFor?: boolean;
  /** Whether its folder also contains files that are not messages. */
  readonly hasOtherFiles?: boolean;
  /** Connects and inspects the mailbox without changing anything. @throws SundialError */
  check(): Promise<MailboxView>;
  /** All messages that may contain reports, oldest first if the mailbox knows the order. @throws SundialError */
  messages(): AsyncGenerator<MailMessage>;
  /** Resolves when something may have arrived, or when the signal aborts; only for mailboxes that announce arrivals. */
  arrival?(signal: AbortSignal): Promise<void>;
  /** Notes for the person who reads the messages, as sentences; complete after the last message. */
  notes?(): readonly string[];
  /** Closes connections and files. */
  close(): Promise<void>;
}
