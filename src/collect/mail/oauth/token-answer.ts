// Requests to token endpoints, and what their answers contain.
import { SundialError } from '../../../domain/errors.js';
import { Secret } from '../../../domain/secret.js';
import type { HttpRequest } from '../../../net/index.js';
import { mailRequest } from '../web.js';

/** What a token endpoint issued. */
export interface Issued {
  readonly access: Secret;
  /** How long the access token is valid, in milliseconds. */
  readonly validMs: number;
  /** A refresh token, if one was issued: the first one, or one that replaces it. */
  readonly refresh?: Secret;
  /** How long the refresh token is valid, in milliseconds, if the server says so (Google, "refresh_token_expires_in"). */
  readonly refreshValidMs?: number;
}

/** Tokens without a stated validity are used for an hour, as Microsoft's and Google's are. */
const USUAL_SECONDS = 3600;

/** A form for a token endpoint (RFC 6749, 3.2). */
export function formRequest(
  url: URL,
  what: string,
  form: Readonly<Record<string, string>>,
): HttpRequest & { readonly method: 'POST' } {
  return {
    ...mailRequest(url, what),
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: Buffer.from(new URLSearchParams(form).toString()),
  };
}

/** @throws SundialError `mail-garbage` if the answer contains no access token */
export function issued(answer: unknown, what: string): Issued {
  const {
    access_token: access,
    expires_in: seconds,
    refresh_token: refresh,
    refresh_token_expires_in: refreshSeconds,
  } = (answer ?? {}) as Record<string, unknown>;
  if (typeof access !== 'string' || access === '')
    throw new SundialError('mail-garbage', { what, problem: 'it contains no access token' });
  return {
    access: new Secret(access),
    validMs: Number(seconds ?? USUAL_SECONDS) * 1000,
    ...(typeof refresh === 'string' && refresh !== '' && { refresh: new Secret(refresh) }),
    ...(Number(refreshSeconds) > 0 && { refreshValidMs: Number(refreshSeconds) * 1000 }),
  };
}
