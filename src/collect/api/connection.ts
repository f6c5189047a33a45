// Speaks HTTP with the publisher's servers: through the proxies of the environment, with a time limit for each step.
import type { Dispatcher } from 'undici';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { type Attempted, connectionFailure, type Rejection } from './failure.js';
import { type Pace, retryAfterMs } from './pace.js';

/** A request; `path` is sent as it stands, because a download id may hold any character. */
export interface Outgoing {
  readonly origin: string;
  readonly path: string;
  readonly method: 'POST' | 'GET' | 'HEAD' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** An answer whose body is not read yet. Header names are in lower case. */
export interface Incoming {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: AsyncIterable<Buffer>;
  /** Gives up the body. */
  readonly discard: () => void;
}

/** An error's body is read so far: enough for a sentence. */
const REJECTION_BYTES = 64 * 1024;

/** Connections to the servers, opened when they are needed. Redirects are never followed here. */
export class Connection {
  readonly #env: Readonly<NodeJS.ProcessEnv>;
  readonly #open: typeof openAgent;
  #agent: Promise<Dispatcher> | undefined;

  /** @param open what the connections are made with, where not every server may be spoken to */
  constructor(env: Readonly<NodeJS.ProcessEnv>, open: typeof openAgent = openAgent) {
    this.#env = env;
    this.#open = open;
  }

  /** Sends a request and waits for the head of its answer. @throws SundialError */
  async send(outgoing: Outgoing, attempted: Attempted): Promise<Incoming> {
    const { timeoutMs, signal } = attempted;
    try {
      this.#agent ??= this.#open(this.#env);
      const agent = await this.#agent;
      const answer = await agent.request({
        ...outgoing,
        body: outgoing.body ?? null,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        ...(signal && { signal }),
      });
      return incoming(answer, attempted);
    } catch (thrown) {
      throw connectionFailure(thrown, attempted);
    }
  }

  async close(): Promise<void> {
    // What still runs was given up by whoever started it.
    await (await this.#agent)?.destroy();
  }
}

/** Makes connections to every server, through the proxies of the environment. */
export async function openAgent(env: Readonly<NodeJS.ProcessEnv>): Promise<Dispatcher> {
  // Loaded here because most commands speak to nobody.
  const { EnvHttpProxyAgent } = await import('undici');
  return new EnvHttpProxyAgent({
    httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? '',
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? '',
    noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
    connect: { timeout: LIMITS.apiConnectMs },
  });
}

function incoming({ statusCode, headers, body }: Dispatcher.ResponseData, attempted: Attempted): Incoming {
  const single = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  // Giving up a body makes it fail, which nobody waits for.
  body.on('error', () => {});
  return {
    status: statusCode,
    headers: Object.fromEntries(single),
    body: named(body, attempted),
    discard: () => body.destroy(),
  };
}

async function* named(body: AsyncIterable<Buffer>, attempted: Attempted): AsyncGenerator<Buffer> {
  let received = 0;
  try {
    for await (const chunk of body) {
      received += chunk.length;
      yield chunk;
    }
  } catch (thrown) {
    throw connectionFailure(thrown, attempted, received);
  }
}

/** The whole body. @throws SundialError `api-too-large` */
export async function readBody(answer: Incoming, { what }: Attempted): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes > LIMITS.apiAnswerBytes) {
      answer.discard();
      throw new SundialError('api-too-large', { what, limit: `${LIMITS.apiAnswerBytes} bytes` });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What an answer that is no success says. */
export async function readRejection(answer: Incoming, { clock }: Pick<Pace, 'clock'>): Promise<Rejection> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer.body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > REJECTION_BYTES) break;
    }
  } catch {
    // The status is what counts; its words are welcome as far as they came.
  }
  const pause = retryAfterMs(answer.headers['retry-after'], clock());
  return { status: answer.status, retryAfterMs: pause, body: Buffer.concat(chunks) };
}
