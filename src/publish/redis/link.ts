// One connection to a Redis server.
import type { ChainableCommander, Redis } from 'ioredis';
import type { Link } from '../broker/connection.js';
import { type BrokerTarget, tlsOf } from '../broker/target.js';

export class RedisLink implements Link {
  /** Why the connection failed; the driver itself only says that it is closed. */
  private fault: Error | undefined;

  private constructor(
    private readonly client: Redis,
    private readonly database: number,
  ) {
    client.on('error', (error: Error) => {
      this.fault ??= error;
    });
  }

  static async make(target: BrokerTarget, database: number): Promise<RedisLink> {
    const { Redis } = await import('ioredis');
    const { host, port, username, password, seconds } = target;
    const [tls, secret] = [await tlsOf(target), password.reveal()];
    const client = new Redis({
      ...{ host, port, lazyConnect: true, connectTimeout: seconds * 1000, connectionName: 'sundial' },
      ...(username !== '' && { username }),
      ...(secret !== '' && { password: secret }),
      ...(tls && { tls }),
      // A server that is loading its data answers so, and the driver would ask for a right that sending does not need.
      enableReadyCheck: false,
      // The protocol of all versions of Redis.
      protocol: 2,
      // The engine of outputs tries again.
      ...{ retryStrategy: () => null, maxRetriesPerRequest: 0, enableOfflineQueue: false },
    });
    return new RedisLink(client, database);
  }

  get isOpen(): boolean {
    return this.client.status === 'ready';
  }

  async open(): Promise<void> {
    await this.asking(async () => {
      await this.client.connect();
      // The driver continues after a refused sign-in.
      if (this.fault) throw this.fault;
      if (this.database !== 0) await this.client.select(this.database);
    });
  }

  /** Runs commands in their order. @throws Error of the first command that failed */
  async run(commands: (pipeline: ChainableCommander) => void): Promise<unknown[]> {
    const pipeline = this.client.pipeline();
    commands(pipeline);
    const results = (await this.asking(() => pipeline.exec())) ?? [];
    const failed = results.find(([error]) => error);
    if (failed) throw this.isOpen ? failed[0] : (this.fault ?? failed[0]);
    return results.map(([, result]) => result);
  }

  /** Sends one command. */
  async call(command: string, ...args: (string | number)[]): Promise<unknown> {
    return this.asking(() => this.client.call(command, ...args));
  }

  async close(): Promise<void> {
    await this.client.quit();
  }

  drop(): void {
    this.client.disconnect();
  }

  private async asking<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw this.isOpen ? thrown : (this.fault ?? thrown);
    }
  }
}
