// One connection to IntelMQ's collector for TCP.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Link } from '../broker/connection.js';
import type { BrokerTarget } from '../broker/target.js';

/** What the collector answers to an event that is in its queue (`bots/collectors/tcp/collector.py` in certtools/intelmq). */
const ACCEPTED = 'Ok';

export class CollectorLink implements Link {
  private readonly socket: Socket;
  private answers = '';
  private fault: Error | undefined;

  constructor({ host, port }: BrokerTarget) {
    this.socket = connect({ host, port });
    this.socket.setNoDelay(true);
    this.socket.on('error', (error) => {
      this.fault ??= error;
    });
    this.socket.on('data', (bytes) => {
      // What follows an answer that is none does not matter.
      if (this.answers.length < MOST_CHARACTERS) this.answers += bytes.toString('latin1');
    });
  }

  get isOpen(): boolean {
    return this.socket.readyState === 'open';
  }

  async open(): Promise<void> {
    await once(this.socket, 'connect');
  }

  /**
   * Sends events and waits until the collector has confirmed each of them. All are sent at once: the collector reads the
   * next one when it has put the last one into its queue.
   *
   * @throws Error if the connection ends earlier, or the collector answers something else
   */
  async send(records: readonly string[]): Promise<void> {
    this.answers = '';
    const expected = ACCEPTED.repeat(records.length);
    this.socket.write(Buffer.concat(records.flatMap(framed)));
    while (this.answers !== expected) {
      const confirmed = `${Math.floor(this.answers.length / ACCEPTED.length)} of ${records.length} events`;
      if (!expected.startsWith(this.answers))
        throw new Error(
          `after ${confirmed} the collector answered ${JSON.stringify(this.answers.slice(-20))}`,
        );
      if (!this.isOpen) throw this.fault ?? new Error(`the collector closed it after ${confirmed}`);
      await this.next();
    }
  }

  async close(): Promise<void> {
    this.socket.end();
    if (!this.socket.closed) await once(this.socket, 'close');
  }

  drop(): void {
    this.socket.destroy();
  }

  /** Settles with the next answer, or when the connection has ended. */
  private next(): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        for (const event of EVENTS) this.socket.off(event, settle);
        resolve();
      };
      for (const event of EVENTS) this.socket.on(event, settle);
    });
  }
}

const EVENTS = ['data', 'end', 'close'] as const;
/** More than a batch of answers. */
const MOST_CHARACTERS = 64 * 1024;

/** An event with its length before it: four bytes, the highest first. */
function framed(record: string): [Buffer, Buffer] {
  const bytes = Buffer.from(record);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
