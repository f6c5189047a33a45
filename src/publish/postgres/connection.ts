// One connection to a PostgreSQL server, opened when it is needed and dropped after a failure.
import type { Client } from 'pg';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { postgresTls } from '../../net/index.js';
import { asPostgresError } from './failure.js';
import type { PostgresTarget } from './target.js';

export class Connection {
  private client: Client | undefined;

  constructor(readonly target: PostgresTarget) {}

  /**
   * Runs statements within the time limit of one call.
   *
   * @throws SundialError `postgres-*`; the reason of `signal` if that has fired
   */
  async run<T>(signal: AbortSignal, work: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await this.attempt(signal, work);
    } catch (thrown) {
      signal.throwIfAborted();
      throw asPostgresError(thrown, this.target);
    }
  }

  /** Like `run`, but throws the driver's own errors. */
  async attempt<T>(signal: AbortSignal, work: (client: Client) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const limit = AbortSignal.timeout(LIMITS.postgresSeconds * 1000);
    const ends = AbortSignal.any([signal, limit]);
    // Ends a query that waits for the server; the driver rejects it then.
    const drop = () => this.drop();
    ends.addEventListener('abort', drop, { once: true });
    try {
      return await work(this.client ?? (await this.connect()));
    } catch (thrown) {
      this.drop();
      signal.throwIfAborted();
      if (limit.aborted)
        throw new SundialError(
          'postgres-timeout',
          { what: this.target.what, problem: `none within ${LIMITS.postgresSeconds} s` },
          { cause: thrown },
        );
      throw thrown;
    } finally {
      ends.removeEventListener('abort', drop);
    }
  }

  /** Runs statements in one transaction. A failure drops the connection, with which the server rolls back. */
  async transaction<T>(signal: AbortSignal, work: (client: Client) => Promise<T>): Promise<T> {
    return this.attempt(signal, async (client) => {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    });
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end();
  }

  private drop(): void {
    // A connection that is dropped after a failure may fail to close.
    void this.close().catch(() => undefined);
  }

  private async connect(): Promise<Client> {
    const { tls } = this.target;
    if (tls !== 'prefer') return this.connected(tls);
    try {
      return await this.connected('require');
    } catch (thrown) {
      if (!LACKS_TLS.test((thrown as Error).message)) throw thrown;
      this.drop();
      return this.connected('disable');
    }
  }

  private async connected(tls: Parameters<typeof postgresTls>[0]): Promise<Client> {
    const { host, port, database, user, password, caFile, connectSeconds } = this.target;
    const { default: pg } = await import('pg');
    const client = new pg.Client({
      ...{ host, port, database, user },
      password: typeof password === 'string' ? password : password.reveal(),
      // A socket has no TLS.
      ssl: host.startsWith('/') ? false : await postgresTls(tls, caFile),
      application_name: 'sundial',
      keepAlive: true,
      connectionTimeoutMillis: connectSeconds * 1000,
      // The server stops working for a call that has ended here.
      statement_timeout: LIMITS.postgresSeconds * 1000,
    });
    client.on('error', () => {
      if (this.client === client) this.client = undefined;
    });
    // Set before the connection is made, so that the end of a call also ends the attempt.
    this.client = client;
    await client.connect();
    return client;
  }
}

const LACKS_TLS = /does not support SSL/;
