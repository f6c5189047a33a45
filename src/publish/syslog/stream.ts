// Sends a batch over TCP or TLS, in a connection of its own whose end confirms that the receiver has read everything.
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { trusting } from '../../net/index.js';
import { syslogError } from './failure.js';
import type { SyslogTarget } from './target.js';

/**
 * How long a connection stays open after the batch was written. A receiver that closes connections at once, because it
 * has too many or restarts, is noticed by its answer to the data, which takes a round trip.
 */
const SETTLING_MS = 100;

/**
 * Sends a batch. Syslog has no acknowledgement, and what TCP has accepted may still be lost with the connection. So the
 * connection is closed after the batch, and the batch counts only when the receiver closes its side in return: programs
 * do that after they have read everything, and the system resets the connection of a program that ends earlier
 * (decisions.md#what-counts-as-sent-over-syslog).
 *
 * @throws SundialError `syslog-*`; nothing counts as sent then
 */
export async function sendStream(target: SyslogTarget, bytes: Buffer, ends: AbortSignal): Promise<void> {
  const connection = await Connection.open(target, ends);
  try {
    await connection.sendAndClose(bytes, ends);
  } catch (thrown) {
    throw syslogError(thrown, target, true);
  } finally {
    connection.drop();
  }
}

/** Connects and closes without a message. @returns the version of TLS; 'none' for TCP */
export async function tryStream(target: SyslogTarget, ends: AbortSignal): Promise<string> {
  const connection = await Connection.open(target, ends);
  const { encryption } = connection;
  connection.drop();
  return encryption;
}

class Connection {
  /** Settles when both sides are closed; rejects with a failure. */
  private readonly closed: Promise<void>;
  /** Settles when the receiver has closed its side, or with `closed`. */
  private readonly ended: Promise<void>;

  private constructor(private readonly socket: Socket) {
    this.closed = new Promise((resolve, reject) =>
      socket.once('error', reject).once('close', () => resolve()),
    );
    const end = new Promise<void>((resolve) => socket.once('end', resolve));
    this.ended = Promise.race([end, this.closed]);
    // A failure between two steps is thrown by the next one.
    this.closed.catch(() => {});
    this.ended.catch(() => {});
    // Receivers say nothing; without reading, their end would not be noticed.
    socket.resume();
  }

  /** @throws SundialError `syslog-unreachable`, `syslog-tls`, `file-unreadable` */
  static async open(target: SyslogTarget, ends: AbortSignal): Promise<Connection> {
    const socket = await socketTo(target);
    const stop = () => socket.destroy(ends.reason as Error);
    ends.addEventListener('abort', stop, { once: true });
    socket.once('close', () => ends.removeEventListener('abort', stop));
    if (ends.aborted) stop();
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once(target.transport === 'tls' ? 'secureConnect' : 'connect', resolve).once('error', reject);
      });
    } catch (thrown) {
      throw syslogError(thrown, target, false);
    }
    return new Connection(socket);
  }

  get encryption(): string {
    return this.socket instanceof TLSSocket ? (this.socket.getProtocol() ?? 'TLS') : 'none';
  }

  async sendAndClose(bytes: Buffer, ends: AbortSignal): Promise<void> {
    const early = this.ended.then(() => {
      throw new Error('the receiver closed it');
    });
    await Promise.race([this.write(bytes).then(() => wait(SETTLING_MS, undefined, { signal: ends })), early]);
    early.catch(() => {});
    this.socket.end();
    await this.closed;
  }

  drop(): void {
    this.socket.destroy();
  }

  private write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) =>
      this.socket.write(bytes, (error) => (error ? reject(error) : resolve())),
    );
  }
}

async function socketTo({ transport, host, port, caFile }: SyslogTarget): Promise<Socket> {
  // The own side stays open until everything was written, also if the receiver closes earlier.
  const place = { host, port, allowHalfOpen: true };
  if (transport !== 'tls') return connect(place);
  return connectTls({ ...place, ...(await trusting(caFile)), ...serverName(host), rejectUnauthorized: true });
}

/** The name for certificates and SNI, which addresses cannot be. */
const serverName = (host: string) => (/^[\d.]+$|:/.test(host) ? {} : { servername: host });
