// Calls the methods of the Reports API: signs each request, sends it in turn, and reads the answer.
import { createHmac } from 'node:crypto';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Secret } from '../../domain/secret.js';
import {
  errorMember,
  type HttpClient,
  type HttpRequest,
  notJson,
  type Pace,
  shownAnswer,
  shownWords,
  starter,
  target,
  withRetries,
} from '../../net/index.js';
import type { ApiRequest, CallOptions } from './contract.js';
import { retiredFailure } from './failure.js';

export interface PostOptions {
  readonly url: string;
  readonly key: Secret;
  readonly secret: Secret;
  readonly delaySeconds: number;
  readonly timeoutSeconds: number;
}

/** A method is a path below the API's address that cannot lead out of it. */
const METHOD = /^[a-z0-9][\w-]*(\/[a-z0-9][\w-]*)*$/i;

export class Posts {
  private readonly options: PostOptions;
  private readonly http: HttpClient;
  private readonly pace: Pace;
  private readonly start: (signal?: AbortSignal) => Promise<void>;

  constructor(options: PostOptions, http: HttpClient, pace: Pace) {
    this.options = options;
    this.http = http;
    this.pace = pace;
    this.start = starter(options.delaySeconds * 1000, pace);
  }

  /** Calls a method and reads its JSON. @throws SundialError */
  async call(method: string, request: ApiRequest, options: CallOptions): Promise<unknown> {
    const text = (await this.bytes(method, request, options)).toString('utf8');
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The parser's own message would quote the answer.
      throw new SundialError('api-malformed', { what: method, problem: notJson(text) });
    }
  }

  /** Calls a method and returns the answer's bytes unparsed. @throws SundialError */
  async bytes(method: string, request: ApiRequest, options: CallOptions): Promise<Buffer> {
    const { signal } = options;
    const post = this.post(method, request, options);
    return withRetries(
      async () => {
        await this.start(signal).catch(() => {
          throw new SundialError('api-cancelled', { what: method });
        });
        const bytes = await (await this.http.send(post)).bytes();
        this.refuseError(bytes, method, options);
        return bytes;
      },
      this.pace,
      signal,
    );
  }

  private post(method: string, request: ApiRequest, { signal, refused }: CallOptions): HttpRequest {
    if (!METHOD.test(method)) {
      throw new SundialError('usage', {
        problem: `"${method}" is not a method. Expected a method such as test/ping`,
      });
    }
    const { url, key, secret, timeoutSeconds } = this.options;
    const body = this.body(request);
    return {
      ...target(new URL(method, url.replace(/\/*$/, '/'))),
      method: 'POST',
      headers: this.headers(body),
      body,
      about: { what: method },
      secrets: [key, secret],
      idleMs: timeoutSeconds * 1000,
      maxBytes: LIMITS.apiAnswerBytes,
      signal,
      accepts: (status) => status === 200,
      explain: (rejection) => {
        refused?.(shownAnswer(rejection.body, [key, secret]));
        return retiredFailure(method, rejection);
      },
    };
  }

  /** The key comes last, so that no member of the request can override it. */
  private body(request: ApiRequest): Buffer {
    return Buffer.from(JSON.stringify({ ...request, apikey: this.options.key.reveal() }), 'utf8');
  }

  /** HMAC2 signs exactly the bytes that are sent (publisher's call-api.py, which also reads the secret as Latin-1). */
  private headers(body: Buffer): Record<string, string> {
    const secret = Buffer.from(this.options.secret.reveal(), 'latin1');
    const hmac2 = createHmac('sha256', secret).update(body).digest('hex');
    return { 'content-type': 'application/json', hmac2 };
  }

  /** The API also reports errors with status 200. */
  private refuseError(bytes: Buffer, method: string, { refused }: CallOptions): void {
    const { key, secret } = this.options;
    const error = errorMember(bytes.toString('utf8').trim());
    if (error === undefined) return;
    refused?.(shownAnswer(bytes, [key, secret]));
    throw new SundialError('api-refused', { what: method, said: shownWords(error, [key, secret]) });
  }
}
