// Collects the reports in a mailbox's messages, and marks each message after all of its reports are stored.
import { Readable } from 'node:stream';
import type { Collected } from '../../domain/delivery.js';
import { asSundialError, mayMend, SundialError } from '../../domain/errors.js';
import { refusal } from '../unpack/unpack.js';
import { collectMessage, type MessageOptions } from './collect-message.js';
import type { Mailbox, MailMessage } from './contract.js';
import type { KnownMessage, MailKeeping, MessageEntry } from './mail-keeping.js';
import type { MessageHead } from './message/header.js';
import { limited } from './message/limited.js';
import { type Looked, lookThrough } from './message/look-through.js';
import { peekHead } from './message/peek.js';
import { remembering } from './message/remember.js';
import { isAuthenticated, isFromPublisher } from './message/rules.js';

export interface MailOptions extends MessageOptions {
  /** The source's name in stored rows; omitted = the kind of the mailbox. */
  readonly label?: string;
  readonly keeping: MailKeeping;
  /** Messages of earlier runs to read again, besides those with temporary failures. */
  readonly again?: 'none' | 'unhandled' | 'all';
  /** Ends collecting after the current message. */
  readonly signal?: AbortSignal;
}

/** The outcome of an item that was handed over with a `message`. */
export interface Decided {
  readonly message?: string | undefined;
  /** `unselected`: an unwanted report, which was not stored. */
  readonly outcome?: string;
  readonly error?: SundialError | undefined;
}

/** A message whose outcome is known but not recorded yet. */
interface Concluded {
  readonly message: MailMessage;
  readonly entry: MessageEntry;
}

/** Messages of one record. */
const RECORDED_TOGETHER = 200;

/** A message with undecided reports. */
interface Pending {
  readonly message: MailMessage;
  readonly sha256: string;
  readonly looked: Looked;
  /** Undefined until all reports were handed over. */
  expected: number | undefined;
  decided: number;
  failure: SundialError | undefined;
  failures: number;
  unselected: number;
}

/**
 * Yields everything in a mailbox that may be a report. The caller reports each outcome to `decided`, and calls `finish`
 * after the last one: only then are messages recorded and marked. After an earlier kill the work is merely repeated,
 * because loaded reports are recognised by their content.
 */
export class MailCollection implements AsyncIterable<Collected> {
  private readonly source: Mailbox;
  private readonly options: MailOptions;
  private pending: Pending[] = [];
  private concluded: Concluded[] = [];
  private markFailure: SundialError | undefined;
  private known: Promise<ReadonlyMap<string, KnownMessage>> | undefined;

  constructor(source: Mailbox, options: MailOptions) {
    this.source = source;
    const { rules } = options;
    this.options = source.isVouchedFor ? { ...options, rules: { ...rules, isVouchedFor: true } } : options;
  }

  private get label(): string {
    return this.options.label ?? this.source.name;
  }

  /** Records the outcome of an item that was handed over. */
  decided({ message, outcome, error }: Decided): void {
    const pending = this.pending.find(
      (each) => each.sha256 === message && each.decided < (each.expected ?? Number.POSITIVE_INFINITY),
    );
    if (!pending) return;
    pending.decided += 1;
    pending.failures += error ? 1 : 0;
    pending.unselected += outcome === 'unselected' ? 1 : 0;
    pending.failure ??= error;
  }

  /** Records and marks all complete messages. @throws SundialError if messages could not be marked */
  async finish(): Promise<void> {
    await this.flush();
    if (this.markFailure) throw this.markFailure;
  }

  private async flush(): Promise<void> {
    this.conclude();
    const concluded = this.concluded;
    this.concluded = [];
    if (concluded.length === 0) return;
    // The record comes first: the next run marks a recorded message that was not marked.
    await this.options.keeping.record(concluded.map(({ entry }) => entry));
    for (const { entry, message } of concluded) {
      if (entry.state === 'handled') await this.mark(message);
      else await message.left();
    }
  }

  /** A mailbox whose messages cannot be marked is still read to its end; the error is reported then, and marking is not retried. */
  private async mark(message: MailMessage): Promise<void> {
    if (this.markFailure) return;
    try {
      await message.handled();
    } catch (thrown) {
      if (!isOfMail(thrown)) throw thrown;
      this.markFailure = asSundialError(thrown);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Collected> {
    const { mailbox } = this.source;
    const messages = this.source.messages();
    let isFirst = true;
    try {
      while (!this.options.signal?.aborted) {
        const step = await messages.next().catch((thrown: unknown) => {
          // The messages before the failure are processed to their end.
          if (isFirst || !isOfMail(thrown)) throw thrown;
          return asSundialError(thrown);
        });
        if (step instanceof SundialError) return yield this.refusal(mailbox, step, undefined);
        if (step.done) return;
        isFirst = false;
        yield* this.collect(step.value);
      }
    } finally {
      await messages.return(undefined);
    }
  }

  /** Yields what may be a report in one message. */
  async *collect(message: MailMessage): AsyncGenerator<Collected> {
    const known = await this.knownMessages();
    yield* this.take(message, known.get(message.id));
    // A record is one write to the store, regardless of its size.
    this.conclude();
    if (this.concluded.length >= RECORDED_TOGETHER) await this.flush();
  }

  /** What earlier runs noted of the mailbox's messages. */
  private knownMessages(): Promise<ReadonlyMap<string, KnownMessage>> {
    this.known ??= this.options.keeping.known(this.label, this.source.mailbox);
    return this.known;
  }

  private async *take(message: MailMessage, known: KnownMessage | undefined): AsyncGenerator<Collected> {
    if (known && !isToRead(known, this.options.again)) {
      // Killed between the record and the mark.
      if (known.state === 'handled' && message.isMarked === false) await this.mark(message);
      return;
    }
    // The facts about a message that are known if reading it fails.
    const begun: { head?: MessageHead } = {};
    try {
      yield* this.read(message, begun);
    } catch (thrown) {
      if (!isOfMail(thrown)) throw thrown;
      const error = asSundialError(thrown);
      yield this.refusal(message.path, error, message.receivedAt);
      this.note(message, { sha256: '', ...begun, state: 'failed', reports: 0, error });
    }
  }

  private async *read(message: MailMessage, known: { head?: MessageHead }): AsyncGenerator<Collected> {
    const { keeping, rules } = this.options;
    const { path } = message;
    const { head, whole } = await peekHead(limited(await message.open(), path), path);
    known.head = head;
    let raw = whole;
    if (!isFromPublisher(head, rules) || !isAuthenticated(head, rules)) {
      // Mail from other senders is not archived, unless it forwards the publisher's mail.
      const looked = await lookThrough(whole, path, rules);
      if (looked.left) return this.leave(message, '', looked, looked.left);
      raw = limited(await message.open(), path);
    }
    const kept = remembering(raw);
    const sha256 = await keeping.archive(Readable.from(kept.stream, { objectMode: false }), path);
    const read = () => each(kept.whole()) ?? keeping.read(sha256);
    const looked = await lookThrough(read(), path, rules);
    if (looked.left) return this.leave(message, sha256, looked, looked.left);
    const { receivedAt } = message;
    const archived = { source: this.label, path, sha256, ...(receivedAt && { receivedAt }), read };
    yield* this.handOver(message, archived.sha256, looked, collectMessage(archived, looked, this.options));
  }

  private async *handOver(
    message: MailMessage,
    sha256: string,
    looked: Looked,
    reports: AsyncIterable<Collected>,
  ): AsyncGenerator<Collected> {
    const pending: Pending = {
      ...{ message, sha256, looked, expected: undefined },
      ...{ decided: 0, failure: undefined, failures: 0, unselected: 0 },
    };
    this.pending.push(pending);
    let count = 0;
    for await (const report of reports) {
      count += 1;
      yield report;
    }
    pending.expected = count;
  }

  /** Decides on the messages whose reports are all decided. */
  private conclude(): void {
    const complete = this.pending.filter(isComplete);
    this.pending = this.pending.filter((each) => !isComplete(each));
    for (const { message, sha256, looked, decided, failure, failures, unselected } of complete) {
      const { head, list = '' } = looked;
      const reports = decided - failures - unselected;
      // An archive that should contain reports may contain none.
      if (decided === 0) this.leave(message, sha256, looked, nothingIn(message));
      else if (failure) this.note(message, { sha256, head, list, state: 'failed', reports, error: failure });
      else if (reports === 0) this.leave(message, sha256, looked, unselectedIn(message));
      else this.note(message, { sha256, head, list, state: 'handled', reports });
    }
  }

  private leave(
    message: MailMessage,
    sha256: string,
    { head, list = '' }: Looked,
    error: SundialError,
  ): void {
    this.note(message, { sha256, head, list, state: 'left', reports: 0, error });
  }

  private note(
    message: MailMessage,
    {
      head,
      ...known
    }: Pick<MessageEntry, 'sha256' | 'state' | 'reports' | 'error'> & {
      readonly head?: Looked['head'];
      readonly list?: string;
    },
  ): void {
    const { id, path } = message;
    const { mailbox } = this.source;
    const source = this.label;
    const entry = {
      ...{ source, mailbox, id, path, list: '' },
      ...{ from: head?.from[0] ?? '', subject: head?.subject ?? '' },
      ...(head?.date && { date: head.date }),
      ...known,
    };
    this.concluded.push({ message, entry });
  }

  private refusal(path: string, error: SundialError, at: Date | undefined): Collected {
    const deliveredAt = at ?? this.options.clock();
    return refusal({ path }, { source: this.label, deliveredAt }, error);
  }
}

/** Whether a message is read, with what is known of it from earlier readings. */
export function isToRead(known: KnownMessage | undefined, again: MailOptions['again'] = 'none'): boolean {
  if (!known || again === 'all') return true;
  if (known.state === 'handled') return false;
  return again === 'unhandled' || (known.state === 'failed' && mayMend(known.errorCode));
}

function nothingIn({ path: file }: MailMessage): SundialError {
  return new SundialError('mail-without-report', { file });
}

/** The message stays unread for a person, and can be taken after the selection of reports changes. */
function unselectedIn({ path: file }: MailMessage): SundialError {
  return new SundialError('mail-unselected', { file });
}

function isComplete({ expected, decided }: Pending): boolean {
  return expected !== undefined && decided >= expected;
}

/** Whether an error ends only a message or mailbox; any other, such as a full disk, ends the run. */
function isOfMail(thrown: unknown): boolean {
  return thrown instanceof SundialError && /^(mail|file|path|archive)-/.test(thrown.code);
}

function each(chunks: readonly Uint8Array[] | undefined): AsyncIterable<Uint8Array> | undefined {
  return chunks && Readable.from(chunks);
}
