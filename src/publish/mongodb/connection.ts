// The connections to a MongoDB server: opened when they are needed, and dropped after a failure.
import type { MongoClient, MongoClientOptions } from 'mongodb';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { redact } from '../../domain/secret.js';
import { asMongodbError } from './failure.js';
import type { MongodbTarget } from './target.js';

/** The driver, loaded where an output is opened. */
export type Driver = Pick<typeof import('mongodb'), 'MongoClient' | 'BSON'>;

export class Connection {
  private client: MongoClient | undefined;

  /** @throws SundialError `output-setting` if the driver does not accept the connection string */
  constructor(
    private readonly driver: Driver,
    readonly target: MongodbTarget,
    private readonly output: string,
  ) {
    this.client = this.newClient();
  }

  /**
   * Runs commands within the time limit of one call.
   *
   * @throws SundialError `mongodb-*`; the reason of `signal` if that has fired
   */
  async run<T>(signal: AbortSignal, work: (client: MongoClient) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const limit = AbortSignal.timeout(LIMITS.mongodbSeconds * 1000);
    const ends = AbortSignal.any([signal, limit]);
    let stop = () => {};
    const ended = new Promise<never>((_, reject) => {
      stop = () => reject(ends.reason);
      ends.addEventListener('abort', stop, { once: true });
    });
    this.client ??= this.newClient();
    try {
      return await Promise.race([work(this.client), ended]);
    } catch (thrown) {
      // Ends commands that still wait for the server; the next call connects anew.
      void this.close().catch(() => undefined);
      signal.throwIfAborted();
      if (limit.aborted) throw this.timeout();
      throw asMongodbError(thrown, this.target);
    } finally {
      ends.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.close();
  }

  private timeout(): SundialError {
    const problem = `none within ${LIMITS.mongodbSeconds} s`;
    return new SundialError('mongodb-timeout', { what: this.target.what, problem });
  }

  private newClient(): MongoClient {
    const { uri, secrets } = this.target;
    try {
      const client = new this.driver.MongoClient(uri.reveal(), optionsOf(this.target));
      if (client.options.writeConcern?.w === 0) throw new Error('w=0 would lose batches without notice');
      return client;
    } catch (thrown) {
      const problem = `is not accepted: ${redact((thrown as Error).message, secrets)}`;
      const expected = 'a connection string such as mongodb://db.example.com/?tls=true';
      throw new SundialError('output-setting', { output: this.output, key: 'uri', problem, expected });
    }
  }
}

/** Settings that the connection string may change. */
const DEFAULTS: Readonly<Record<string, MongoClientOptions>> = {
  serverSelectionTimeoutMS: { serverSelectionTimeoutMS: LIMITS.mongodbConnectMs },
  connectTimeoutMS: { connectTimeoutMS: LIMITS.mongodbConnectMs },
  socketTimeoutMS: { socketTimeoutMS: LIMITS.mongodbSeconds * 1000 },
  w: { w: 'majority' },
  journal: { journal: true },
  maxPoolSize: { maxPoolSize: 4 },
};

function optionsOf({ uri, username, password, authSource }: MongodbTarget): MongoClientOptions {
  const isInUri = (name: string) => new RegExp(`[?&]${name}=`, 'i').test(uri.reveal());
  const defaults = Object.entries(DEFAULTS).filter(([name]) => !isInUri(name));
  return {
    ...Object.assign({}, ...defaults.map(([, setting]) => setting)),
    ...(username !== '' && { auth: { username, password: password.reveal() } }),
    ...(authSource !== '' && { authSource }),
    appName: 'sundial',
    // The engine of outputs repeats a batch, with pauses that grow.
    ...{ retryWrites: false, retryReads: false, maxAdaptiveRetries: 0 },
  };
}
