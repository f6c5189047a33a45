// One connection to a broker that speaks AMQP 0-9-1, with a channel whose messages the broker confirms.
import type { Duplex } from 'node:stream';
import type { ChannelModel, ConfirmChannel } from 'amqplib';
import type { Link } from '../broker/connection.js';
import { type BrokerTarget, tlsOf } from '../broker/target.js';
import type { AmqpMessage } from './message.js';

/** Seconds between signs of life, after two of which a silent connection counts as broken. */
const HEARTBEAT_SECONDS = 30;

export class AmqpLink implements Link {
  private connection: ChannelModel | undefined;
  private channel: ConfirmChannel | undefined;
  private isDropped = false;
  /** The ids of messages that the broker returned, because no queue gets them. */
  private readonly returned = new Set<string>();
  /** Rejects when the connection or the channel fails, and when the broker stops taking messages. */
  private readonly failed: Promise<never>;
  private fail: (reason: Error) => void = () => {};

  constructor(
    private readonly target: BrokerTarget,
    private readonly vhost: string,
  ) {
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
    this.failed.catch(() => {
      this.isDropped = true;
    });
  }

  get isOpen(): boolean {
    return this.channel !== undefined && !this.isDropped;
  }

  async open(): Promise<void> {
    const connection = await this.connect();
    this.connection = connection;
    if (this.isDropped) return this.drop();
    connection.on('error', this.fail);
    connection.on('close', () => this.fail(new Error('the connection was closed')));
    connection.on('blocked', (reason) => this.fail(new BlockedError(reason)));
    const channel = await connection.createConfirmChannel();
    channel.on('error', this.fail);
    channel.on('return', ({ properties }) => this.returned.add(String(properties.messageId)));
    this.channel = channel;
  }

  /** The name and version of the broker. */
  get product(): string {
    const { product, version } = this.connection!.connection.serverProperties;
    return `${product} ${version}`;
  }

  /** Sends messages and waits until all are confirmed. Returns the ids of those that no queue gets, if `mandatory`. */
  async publish(messages: readonly AmqpMessage[], mandatory: boolean): Promise<ReadonlySet<string>> {
    this.returned.clear();
    const confirmed = messages.map(
      ({ exchange, routingKey, content, properties }) =>
        new Promise<void>((resolve, reject) => {
          this.channel!.publish(exchange, routingKey, content, { ...properties, mandatory }, (error) =>
            error ? reject(error) : resolve(),
          );
        }),
    );
    // After a failure of the channel, the driver rejects messages without the reason, which comes through `failed`.
    await Promise.race([Promise.all(confirmed), this.failed]);
    return this.returned;
  }

  /** Uses a channel of its own, which an error of the broker closes. */
  async withChannel<T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    const channel = await this.connection!.createConfirmChannel();
    channel.on('error', () => {});
    const result = await work(channel);
    await channel.close();
    return result;
  }

  async close(): Promise<void> {
    await this.connection?.close();
  }

  drop(): void {
    this.isDropped = true;
    // Closing in good order would wait for an answer. The driver has no other way to close at once.
    (this.connection?.connection as { readonly stream?: Duplex } | undefined)?.stream?.destroy();
  }

  private async connect(): Promise<ChannelModel> {
    const { connect } = await import('amqplib');
    const { host, port, username, password, tls, seconds } = this.target;
    const isNamed = username !== '' || password.reveal() !== '';
    return connect(
      {
        ...{ protocol: tls ? 'amqps' : 'amqp', hostname: host, port, heartbeat: HEARTBEAT_SECONDS },
        // The driver decodes the name.
        vhost: encodeURIComponent(this.vhost),
        ...(isNamed && { username, password: password.reveal() }),
      },
      {
        ...(await tlsOf(this.target)),
        ...{ timeout: seconds * 1000, keepAlive: true, noDelay: true },
        clientProperties: { connection_name: 'sundial' },
      },
    );
  }
}

/** The broker takes no messages, because it lacks memory or disk. */
export class BlockedError extends Error {}
