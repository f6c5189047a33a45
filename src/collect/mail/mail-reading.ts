// One reading of mailboxes: their messages in turn, each recorded and marked once all of its reports are decided.
import type { Clock } from '../../domain/clock.js';
import type { Collected } from '../../domain/delivery.js';
import type { DeliveryResult, Reading, ReadRequest, SourceSummary } from '../source.js';
import type { PackedMessage } from '../unpack/unpack.js';
import { MailCollection } from './collect-mail.js';
import type { Mailbox } from './contract.js';
import { messageOf, unpackedMailbox } from './eml/packed.js';
import type { Links } from './links/follow.js';
import type { MailKeeping, MessageEntry } from './mail-keeping.js';
import { summaryOf } from './mail-summary.js';
import type { MailRules } from './message/rules.js';

export interface MailReadingOptions {
  /** The source's name in stored rows; omitted = the kind of each mailbox. */
  readonly label?: string;
  /** Opens the mailboxes, usually one; the reading closes them. */
  readonly open: () => Promise<readonly Mailbox[]>;
  readonly rules: MailRules;
  readonly clock: Clock;
  /** Resources to close with the reading. */
  readonly links: Links;
}

export class MailReading implements Reading {
  private mailboxes: readonly Mailbox[] = [];
  private readonly collections: MailCollection[] = [];
  /** The collections of archives that another reading unpacks, by their displayed names. */
  private readonly unpacked = new Map<string, MailCollection>();
  private readonly messages: MessageEntry[] = [];

  constructor(
    private readonly request: ReadRequest,
    private readonly options: MailReadingOptions,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Collected> {
    this.mailboxes = await this.options.open();
    for (const collection of this.mailboxes.map((mailbox) => this.open(mailbox))) yield* collection;
  }

  /** Yields what may be a report in a message that comes out of an archive. */
  async *unpackedMessage(message: PackedMessage): AsyncGenerator<Collected> {
    const { file } = message;
    const collection = this.unpacked.get(file) ?? this.open(unpackedMailbox(file));
    this.unpacked.set(file, collection);
    yield* collection.collect(messageOf(message));
  }

  private open(mailbox: Mailbox): MailCollection {
    const { again = 'none', signal, memory } = this.request;
    const { label, rules, links, clock } = this.options;
    const keeping = noting(memory.messages, this.messages);
    const options = { ...(label && { label }), rules, links, clock, keeping, again, signal };
    const collection = new MailCollection(mailbox, options);
    this.collections.push(collection);
    return collection;
  }

  decided(result: DeliveryResult): void {
    for (const collection of this.collections) collection.decided(result);
  }

  /** A mailbox that cannot be read at all throws. */
  hasFailed(): boolean {
    return false;
  }

  async finish(): Promise<SourceSummary> {
    for (const collection of this.collections) await collection.finish();
    return summaryOf(
      this.messages,
      this.mailboxes.flatMap((mailbox) => mailbox.notes?.() ?? []),
    );
  }

  async close(): Promise<void> {
    for (const mailbox of this.mailboxes) await mailbox.close();
    await this.options.links.close();
  }
}

function noting(keeping: MailKeeping, messages: MessageEntry[]): MailKeeping {
  const record = async (entries: readonly MessageEntry[]): Promise<void> => {
    await keeping.record(entries);
    messages.push(...entries);
  };
  return { ...keeping, record };
}
