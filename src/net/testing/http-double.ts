// A small HTTP server on loopback for doubles: records requests, and can cut or delay answers.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Pace } from '../index.js';

/** A request as received by a double. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The same body, maybe compressed. */
  readonly bytes: Buffer;
}

/** The answer of a double; `cutAfter` ends the connection after that number of bytes of the body. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly cutAfter?: number;
}

export interface HttpDouble {
  /** The URL without a slash at its end. */
  readonly url: string;
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

export interface DoubleOptions {
  /** Whether requests are kept in `asked`; benchmarks send more than fits in memory. */
  readonly isRecording?: boolean;
  /** For TLS, as the host `localhost`; omitted = HTTP without TLS. */
  readonly certificate?: { readonly key: string; readonly cert: string };
}

export async function startDouble(
  answer: (asked: Asked) => Answer | Promise<Answer>,
  { isRecording = true, certificate }: DoubleOptions = {},
): Promise<HttpDouble> {
  const asked: Asked[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    // A client may go away in the middle of its request.
    const bytes = await buffer(request).catch(() => undefined);
    if (bytes === undefined) return;
    const { method = '', headers } = request;
    const received = { method, url, headers, body: bytes.toString('utf8'), bytes };
    if (isRecording) asked.push(received);
    send(await answer(received), response);
  };
  const server = certificate ? createTlsServer(certificate, handle) : createServer(handle);
  // By default a server closes connections that were idle for 5 s. A test's process that stood still for so long on a busy
  // machine would send its next request into a connection that ends.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: certificate ? `https://localhost:${port}` : `http://127.0.0.1:${port}`, asked, stop };
}

function send({ status = 200, headers = {}, body = '', cutAfter }: Answer, response: ServerResponse): void {
  const bytes = Buffer.from(body as string);
  response.writeHead(status, { 'content-length': bytes.length, ...headers });
  if (cutAfter === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, cutAfter), () => response.destroy());
}

export const json = (
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

/** A pace in which time passes only during waits; `pauses` lists the milliseconds of each wait. */
export function testPace(start = '2026-02-03T04:05:06Z'): Pace & { readonly pauses: number[] } {
  const pauses: number[] = [];
  let now = Date.parse(start);
  return {
    pauses,
    clock: () => new Date(now),
    sleep: async (ms) => {
      pauses.push(ms);
      now += ms;
    },
    random: () => 0.5,
  };
}
