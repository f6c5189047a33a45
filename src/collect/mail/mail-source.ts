// Mailboxes as a source: opened for each reading, and watched if they announce new messages.
import { networkPace, type Pace } from '../../net/index.js';
import { counted } from '../../text/index.js';
import type { ReadRequest, Source, SourceView } from '../source.js';
import { isToRead } from './collect-mail.js';
import type { Mailbox } from './contract.js';
import { Links } from './links/follow.js';
import { MailReading, type MailReadingOptions } from './mail-reading.js';

export interface MailSourceOptions extends Omit<MailReadingOptions, 'links'> {
  readonly name: string;
  readonly kind: string;
  /** Whether the mailboxes announce new messages. */
  readonly tellsOfArrivals: boolean;
  /** For tests: links may lead to this machine. */
  readonly linkLoopback: boolean;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Waits before further attempts; omitted = real time. */
  readonly pace?: Pace;
}

export class MailSource implements Source {
  readonly name: string;
  readonly kind: string;
  readonly arrival?: (signal: AbortSignal) => Promise<void>;

  constructor(private readonly options: MailSourceOptions) {
    this.name = options.name;
    this.kind = options.kind;
    if (options.tellsOfArrivals) this.arrival = (signal) => this.firstArrival(signal);
  }

  async check(): Promise<SourceView> {
    return this.withMailboxes(async ([mailbox]) => {
      const { name, mailbox: place } = mailbox!;
      const { messages, facts } = await mailbox!.check();
      const toLookAt = counted(messages, 'message');
      return {
        sentence: `${name} ${place}: ${toLookAt} to read`,
        facts: [['mailbox', `${name} ${place}`], ...facts, ['to read', toLookAt]],
        json: {
          source: this.options.label ?? name,
          mailbox: place,
          messages,
          facts: Object.fromEntries(facts),
        },
      };
    });
  }

  read(request: ReadRequest): MailReading {
    const { rules, linkLoopback, clock, env, pace = networkPace(clock) } = this.options;
    const links = new Links({
      hosts: new Set(rules.linkHosts),
      option: rules.options.linkHosts,
      allowLoopback: linkLoopback,
      pace,
      env,
    });
    return new MailReading(request, { ...this.options, links });
  }

  async *waiting({ memory, again }: Pick<ReadRequest, 'memory' | 'again'>): AsyncGenerator<string> {
    const mailboxes = await this.options.open();
    try {
      for (const mailbox of mailboxes) {
        const known = await memory.messages.known(this.options.label ?? mailbox.name, mailbox.mailbox);
        for await (const { id, path } of mailbox.messages()) if (isToRead(known.get(id), again)) yield path;
      }
    } finally {
      for (const mailbox of mailboxes) await mailbox.close();
    }
  }

  async close(): Promise<void> {}

  private async firstArrival(signal: AbortSignal): Promise<void> {
    await this.withMailboxes((mailboxes) =>
      Promise.race(mailboxes.flatMap((mailbox) => mailbox.arrival?.(signal) ?? [])),
    );
  }

  private async withMailboxes<T>(work: (mailboxes: readonly Mailbox[]) => Promise<T>): Promise<T> {
    const mailboxes = await this.options.open();
    try {
      return await work(mailboxes);
    } finally {
      for (const mailbox of mailboxes) await mailbox.close();
    }
  }
}
