// Opens the service's HTTP server on an address and closes it again.
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
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
  return listen(app, { host, port, scheme: 'http', options: HTTP_OPTIONS });
}

/** The names of the options of health and metrics, for messages. */
const HTTP_OPTIONS = 'http_host and http_port';

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** The names of the options of host and port, for messages. */
  readonly options: string;
}

/** Lets a server listen; closes it if it cannot. @throws SundialError `http-unavailable` */
export async function listen(app: FastifyInstance, listening: Listening): Promise<OpenServer> {
  const { host, port, scheme } = listening;
  try {
    await app.listen({ host, port });
  } catch (thrown) {
    await app.close();
    throw unavailable(listening, thrown);
  }
  const address = addressText(app.server.address() as AddressInfo, scheme);
  return { address, close: () => app.close() };
}

function unavailable({ host, port, options }: Listening, thrown: unknown): unknown {
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (!code) return thrown;
  const problem = code === 'EADDRINUSE' ? 'another process listens there' : message;
  const details = { address: `${host}:${port}`, problem, options };
  return new SundialError('http-unavailable', details, { cause: thrown });
}

function addressText({ address, family, port }: AddressInfo, scheme: string): string {
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
