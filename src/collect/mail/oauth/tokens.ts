// Gets access tokens (OAuth 2.0) and keeps each until shortly before it expires.
import { SundialError } from '../../../domain/errors.js';
import type { Secret } from '../../../domain/secret.js';
import {
  HttpClient,
  type HttpRequest,
  type HttpResponse,
  type Pace,
  withRetries,
} from '../../../net/index.js';
import { MAIL_CODES } from '../web.js';
import { formRequest, type Issued, issued } from './token-answer.js';

/** A way to get access tokens. */
export interface Grant {
  readonly url: URL;
  /** The form of a token request, made for each request. */
  readonly form: () => Promise<GrantForm>;
  /** Keeps what was issued, for servers that replace the refresh token with each use. */
  readonly keep?: (issued: Issued) => Promise<void>;
}

export interface GrantForm {
  readonly fields: Readonly<Record<string, string>>;
  /** Texts that errors must not repeat. */
  readonly secrets: readonly Secret[];
}

/** The time before its expiry at which a token is replaced, so that work begun with it can also end with it. */
const MARGIN_MS = 60_000;

/** Access tokens of one grant. */
export class Tokens {
  private readonly grant: Grant;
  private readonly what: string;
  private readonly http: HttpClient;
  private readonly pace: Pace;
  private token: { readonly secret: Secret; readonly until: number } | undefined;

  /** @param what the mailbox's name in messages */
  constructor(grant: Grant, what: string, http: HttpClient, pace: Pace) {
    this.grant = grant;
    this.what = what;
    this.http = http;
    this.pace = pace;
  }

  /** A token that is valid for a while. @throws SundialError `mail-credentials` if the server refuses one */
  async get(): Promise<Secret> {
    const now = this.pace.clock().getTime();
    if (!this.token || this.token.until <= now) this.token = await this.ask(now);
    return this.token.secret;
  }

  /** Forgets a token that was refused. */
  forget(): void {
    this.token = undefined;
  }

  private async ask(now: number): Promise<{ secret: Secret; until: number }> {
    const what = `${this.what}, access token`;
    const { fields, secrets } = await this.grant.form();
    const request: HttpRequest = {
      ...formRequest(this.grant.url, what, fields),
      secrets,
      // Statuses 400 and 401 mean a fault in the request or its credentials (RFC 6749, 5.2).
      explain: ({ status, problem }) =>
        status === 400 || status === 401
          ? new SundialError('mail-credentials', { what, problem })
          : undefined,
    };
    const response = await withRetries(() => this.http.send(request), this.pace);
    const answer = issued(await response.json(), what);
    await this.grant.keep?.(answer);
    return { secret: answer.access, until: now + Math.max(0, answer.validMs - MARGIN_MS) };
  }
}

/** Sends requests with an access token; an expired token is replaced once. */
export class Authorized {
  private readonly tokens: Tokens;
  private readonly http: HttpClient;
  private readonly pace: Pace;

  constructor(tokens: Tokens, http: HttpClient, pace: Pace) {
    this.tokens = tokens;
    this.http = http;
    this.pace = pace;
  }

  /** @throws SundialError */
  async send(request: HttpRequest): Promise<HttpResponse> {
    try {
      return await this.sendWithToken(request);
    } catch (thrown) {
      if (!(thrown instanceof SundialError) || thrown.code !== 'mail-credentials') throw thrown;
      this.tokens.forget();
      return this.sendWithToken(request);
    }
  }

  async json(request: HttpRequest): Promise<unknown> {
    return (await this.send(request)).json();
  }

  private async sendWithToken(request: HttpRequest): Promise<HttpResponse> {
    const token = await this.tokens.get();
    const headers = { ...request.headers, authorization: `Bearer ${token.reveal()}` };
    const secrets = [...(request.secrets ?? []), token];
    return withRetries(() => this.http.send({ ...request, headers, secrets }), this.pace);
  }
}

/** Access tokens for protocols other than HTTP. */
export function openTokens(
  grant: Grant,
  what: string,
  { env, pace }: { readonly env: Readonly<NodeJS.ProcessEnv>; readonly pace: Pace },
): { get(): Promise<Secret>; close(): Promise<void> } {
  const http = new HttpClient({ env, clock: pace.clock, codes: MAIL_CODES });
  const tokens = new Tokens(grant, what, http, pace);
  return { get: () => tokens.get(), close: () => http.close() };
}
