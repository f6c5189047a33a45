// Opens the service's HTTP server on an address and closes it again.
import type { AddressInfo } from 'node:net';
import { SundialError } from '../domain/errors.js';
import type { Log } from '../domain/log.js';
import { makeHttp, type Pace } from './http.js';
import { addOperations, type OperationsOptions } from './operations.js';

export interface ServerOptions extends OperationsOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly log: Log;
  /** Time limits for clients; tests use shorter ones. */
  readonly pace?: Pace;
}

export interface OpenServer {
  /** The server's address: `http://127.0.0.1:8088`. */
  readonly address: string;
  /** Stops accepting requests and ends running ones. */
  close(): Promise<void>;
}

/** Starts listening. @throws SundialError `http-unavailable` if the address is not available */
export async function openServer(options: ServerOptions): Promise<OpenServer> {
  const { host, port, log, pace } = options;
  const app = makeHttp({ log, pace });
  addOperations(app, options);
  try {
    await app.listen({ host, port });
  } catch (thrown) {
    await app.close();
    throw unavailable(host, port, thrown);
  }
  return { address: addressText(app.server.address() as AddressInfo), close: () => app.close() };
}

function unavailable(host: string, port: number, thrown: unknown): unknown {
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (!code) return thrown;
  const problem = code === 'EADDRINUSE' ? 'another process listens there' : message;
  return new SundialError('http-unavailable', { address: `${host}:${port}`, problem }, { cause: thrown });
}

function addressText({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
