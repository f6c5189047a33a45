// Calls the methods of the Reports API: signs each request, sends it in its turn, and reads what comes back.
import { createHmac } from 'node:crypto';
import { SundialError } from '../../domain/errors.js';
import type { Secret } from '../../domain/secret.js';
import { type Connection, type Incoming, readBody, readRejection } from './connection.js';
import type { ApiRequest, CallOptions } from './contract.js';
import { type Attempted, connectionFailure, errorMember, shownWords, statusFailure } from './failure.js';
import { type Pace, starter, withRetries } from './pace.js';

export interface PostOptions {
  readonly url: string;
  readonly key: Secret;
  readonly secret: Secret;
  readonly delaySeconds: number;
  readonly timeoutSeconds: number;
}

/** A method is a path below the API's address, and nothing that could lead away from it. */
const METHOD = /^[a-z0-9][\w-]*(\/[a-z0-9][\w-]*)*$/i;
/** Gone since October 2025 (OpenCTI connectors, issue 4973); reports are downloaded by their id instead. */
const RETIRED = 'reports/download';

export class Posts {
  readonly #options: PostOptions;
  readonly #connection: Connection;
  readonly #pace: Pace;
  readonly #start: (signal?: AbortSignal) => Promise<void>;

  constructor(options: PostOptions, connection: Connection, pace: Pace) {
    this.#options = options;
    this.#connection = connection;
    this.#pace = pace;
    this.#start = starter(options.delaySeconds * 1000, pace);
  }

  /** Calls a method and reads its JSON. @throws SundialError */
  async call(method: string, request: ApiRequest, { signal }: CallOptions): Promise<unknown> {
    const text = (await this.#answered(method, request, signal)).toString('utf8');
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The parser's own words quote the answer.
      throw new SundialError('api-malformed', { what: method, problem: garbage(text) });
    }
  }

  /** Calls a method and hands over the answer's bytes, whatever they are. @throws SundialError */
  bytes(method: string, request: ApiRequest, { signal }: CallOptions): Promise<Buffer> {
    return this.#answered(method, request, signal);
  }

  async #answered(method: string, request: ApiRequest, signal?: AbortSignal): Promise<Buffer> {
    if (!METHOD.test(method)) {
      throw new SundialError('usage', { problem: `"${method}" is no method. Expected one like test/ping` });
    }
    const { origin, host, pathname } = new URL(method, this.#options.url.replace(/\/*$/, '/'));
    const { key, secret, timeoutSeconds } = this.#options;
    const attempted = {
      what: method,
      host,
      secrets: [key, secret],
      timeoutMs: timeoutSeconds * 1000,
      signal,
    };
    const body = this.#body(request);
    const outgoing = { origin, path: pathname, method: 'POST', headers: this.#headers(body), body } as const;
    return withRetries(
      async () => {
        await this.#start(signal).catch((thrown) => {
          throw connectionFailure(thrown, attempted);
        });
        return this.#checked(await this.#connection.send(outgoing, attempted), attempted);
      },
      this.#pace,
      signal,
    );
  }

  /** The key goes last, so that no member of the request can stand in its place. */
  #body(request: ApiRequest): Buffer {
    return Buffer.from(JSON.stringify({ ...request, apikey: this.#options.key.reveal() }), 'utf8');
  }

  /** HMAC2 signs exactly the bytes that are sent (publisher's call-api.py, which also reads the secret as Latin-1). */
  #headers(body: Buffer): Record<string, string> {
    const secret = Buffer.from(this.#options.secret.reveal(), 'latin1');
    const hmac2 = createHmac('sha256', secret).update(body).digest('hex');
    return { 'content-type': 'application/json', 'accept-encoding': 'identity', hmac2 };
  }

  async #checked(answer: Incoming, attempted: Attempted): Promise<Buffer> {
    const { what, secrets } = attempted;
    if (answer.status !== 200)
      throw statusFailure(await readRejection(answer, this.#pace), attempted, what === RETIRED);
    const encoding = answer.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') {
      // Nobody asked for it, and unpacking what nobody asked for is how bombs go off.
      answer.discard();
      throw new SundialError('api-malformed', { what, problem: 'it is compressed, which was not asked for' });
    }
    const body = await readBody(answer, attempted);
    const error = errorMember(body.toString('utf8').trim());
    if (error !== undefined)
      throw new SundialError('api-refused', { what, said: shownWords(error, secrets) });
    return body;
  }
}

function garbage(text: string): string {
  if (text.trim() === '') return 'it is empty';
  return /^\s*</.test(text) ? 'it is a web page' : 'it is not JSON';
}
