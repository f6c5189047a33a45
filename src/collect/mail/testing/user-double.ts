// A double of the part of token endpoints that asks a user: device codes, codes from a browser, and refresh tokens.
import { createHash } from 'node:crypto';
import { type Answer, type Asked, json } from '../../../net/testing/http-double.js';

/** What happens while Sundial waits for the user. */
export interface UserDecisions {
  /** Answers to requests before the decision, by their `error` (RFC 8628, 3.5). */
  readonly before?: readonly string[];
  /** Whether refresh tokens are replaced with each use, as at Microsoft. */
  readonly rotates?: boolean;
  /** Seconds for which the refresh token is valid, as Google says for applications in testing. */
  readonly refreshSeconds?: number;
  /** Leaves the refresh token out, as Google does without `prompt=consent`. */
  readonly withoutRefresh?: boolean;
}

interface Application {
  readonly client: string;
  readonly scope: string;
}

export const DEVICE_CODE = 'hunter2-device-code';
/** The first refresh token; the next ones have higher numbers. */
export const FIRST_REFRESH = 'hunter2-refresh-1';

const refusal = (error: string, status = 400): Answer =>
  json({ error, error_description: `AADSTS70000: ${error}. Trace ID: x` }, status);

export class UserDouble {
  private asks = 0;
  private refreshed = 1;
  private challenge = '';
  private redirect = '';

  constructor(
    private readonly decisions: UserDecisions,
    private readonly application: Application,
  ) {}

  /** The user allows access on the page, and the browser gets the address to which it returns. */
  allow(page: URL): URL {
    const given = page.searchParams;
    const isComplete =
      given.get('client_id') === this.application.client &&
      given.get('scope') === this.application.scope &&
      given.get('response_type') === 'code' &&
      given.get('code_challenge_method') === 'S256' &&
      given.get('access_type') === 'offline';
    if (!isComplete) throw new Error(`invalid_request: ${page.search}`);
    this.challenge = given.get('code_challenge') ?? '';
    this.redirect = given.get('redirect_uri') ?? '';
    const back = new URL(this.redirect);
    back.search = new URLSearchParams({ state: given.get('state') ?? '', code: 'hunter2-code' }).toString();
    return back;
  }

  /** @returns undefined for requests that no user has to allow */
  answer({ method, url, body }: Asked, newToken: () => string): Answer | undefined {
    const form = new URLSearchParams(body);
    if (method !== 'POST') return refusal('invalid_request', 405);
    if (url.pathname.endsWith('/devicecode')) return this.start(form);
    switch (form.get('grant_type')) {
      case 'urn:ietf:params:oauth:grant-type:device_code':
        return this.poll(form, newToken);
      case 'authorization_code':
        return this.exchange(form, newToken);
      case 'refresh_token':
        return this.refresh(form, newToken);
      default:
        return undefined;
    }
  }

  /** RFC 8628, 3.1 and 3.2. */
  private start(form: URLSearchParams): Answer {
    const { client, scope } = this.application;
    if (form.get('client_id') !== client || form.get('scope') !== scope) return refusal('invalid_client');
    return json({
      device_code: DEVICE_CODE,
      user_code: 'WDJB-MJHT',
      verification_uri: 'https://microsoft.example.com/devicelogin',
      expires_in: 900,
      interval: 5,
    });
  }

  private poll(form: URLSearchParams, newToken: () => string): Answer {
    if (form.get('device_code') !== DEVICE_CODE || form.get('client_id') !== this.application.client)
      return refusal('bad_verification_code');
    const waiting = this.decisions.before?.[this.asks++];
    return waiting === undefined ? this.issue(newToken) : refusal(waiting);
  }

  /** RFC 7636, 4.6: the verifier has to be the one whose hash began the exchange. */
  private exchange(form: URLSearchParams, newToken: () => string): Answer {
    const hash = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isProven =
      form.get('code') === 'hunter2-code' &&
      form.get('client_id') === this.application.client &&
      form.get('redirect_uri') === this.redirect &&
      hash === this.challenge;
    return isProven ? this.issue(newToken) : refusal('invalid_grant');
  }

  private refresh(form: URLSearchParams, newToken: () => string): Answer {
    if (form.get('refresh_token') !== `hunter2-refresh-${this.refreshed}`) return refusal('invalid_grant');
    if (!this.decisions.rotates) return json({ access_token: newToken(), expires_in: 3599 });
    this.refreshed += 1;
    return this.issue(newToken);
  }

  private issue(newToken: () => string): Answer {
    const { withoutRefresh, refreshSeconds } = this.decisions;
    return json({
      token_type: 'Bearer',
      access_token: newToken(),
      expires_in: 3599,
      ...(!withoutRefresh && { refresh_token: `hunter2-refresh-${this.refreshed}` }),
      ...(refreshSeconds !== undefined && { refresh_token_expires_in: refreshSeconds }),
    });
  }
}
