// What a mailbox gives its users: messages one after the other, each to be read as it came and marked once it is safe.
import type { Readable } from 'node:stream';

/** One message of a mailbox, not read yet. */
export interface MailMessage {
  /** Names the message within its mailbox for good: what was handled is remembered under this name. */
  readonly id: string;
  /** What people know it by; never holds a link. */
  readonly path: string;
  /** When the mailbox got it, where it tells. */
  readonly receivedAt?: Date;
  /** Whether the mailbox shows it as handled already, where that is known without asking. */
  readonly isMarked?: boolean;
  /** The message as it came (RFC 5322), every byte of it. May be called again; the stream fails with a SundialError. */
  open(): Promise<Readable>;
  /** Marks it in the mailbox as handled, however that is done there; a second call changes nothing. */
  handled(): Promise<void>;
  /** Told that it stays as it is; most mailboxes do nothing. */
  left(): Promise<void>;
}

/** What `sundial mail check` says of a mailbox. */
export interface MailboxView {
  /** Messages that would be looked at. */
  readonly messages: number;
  /** What else is worth knowing, such as how the connection is protected. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** A mailbox that messages are read from. Nothing here ever deletes a message. */
export interface Mailbox {
  /** Which kind it is: `imap`, `graph`, `gmail`, `mbox`, `maildir`, `eml`. */
  readonly name: string;
  /** Which mailbox it is, as people know it; with `name` it tells mailboxes apart. */
  readonly mailbox: string;
  /** Whether a person named its messages one by one or as a folder of files, and so vouches for their senders. */
  readonly isVouchedFor?: boolean;
  /** Whether files that are not messages lie beside its messages. */
  readonly hasOtherFiles?: boolean;
  /** Whether its messages are members of an archive. */
  readonly isPacked?: boolean;
  /** Connects, and looks around without changing anything. @throws SundialError */
  check(): Promise<MailboxView>;
  /** Every message that may hold reports, oldest first where the mailbox knows. @throws SundialError */
  messages(): AsyncGenerator<MailMessage>;
  /** Resolves when something may have arrived, or with the signal; only where the mailbox can tell by itself. */
  arrival?(signal: AbortSignal): Promise<void>;
  /** Lets go of connections and files. */
  close(): Promise<void>;
}
