// A request as the caller describes it: destination, content, and limits on the time and size of the answer.
import type { ErrorDetails, SundialError } from '../domain/errors.js';
import type { Secret } from '../domain/secret.js';

export interface HttpRequest {
  /** Scheme, host and port, such as `https://example.com:8443`. */
  readonly origin: string;
  /** Path and query, sent unchanged, because a download id may contain any character. */
  readonly path: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Header names are in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes, or a function that starts a stream of them; each attempt starts its own stream. */
  readonly body?: Uint8Array | (() => AsyncIterable<Uint8Array>);
  /** Details of every error of this request; `what` is the request's name in messages. Never secrets. */
  readonly about: ErrorDetails & { readonly what: string };
  /** Texts that errors must not quote, even if the server repeats them. */
  readonly secrets?: readonly Secret[];
  /** The time limit for the header of the answer and for each further part of its body. */
  readonly idleMs: number;
  /** The time limit for the whole exchange, including redirects and the body; omitted = no limit. */
  readonly totalMs?: number;
  /** The maximum size of an answer's body. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /**
   * Which redirects of a GET or HEAD are followed; omitted = none, and a redirect fails unless its status is
   * accepted.
   */
  readonly redirects?: RedirectRule;
  /** The statuses that count as success; omitted = 200 to 299. */
  readonly accepts?: (status: number) => boolean;
  /** The error for a status with a special meaning for this caller; undefined = the usual error. */
  readonly explain?: (rejection: Rejection) => SundialError | undefined;
}

/**
 * Decides on a redirect: the address to request instead, or undefined if the redirect must not be followed. May throw
 * its own SundialError.
 */
export type RedirectRule = (next: URL, from: URL) => URL | undefined;

/** An unsuccessful answer. */
export interface Rejection {
  readonly status: number;
  /** The pause that Retry-After asks for; 0 if the header is missing. */
  readonly retryAfterMs: number;
  /** The start of the body, which may contain secrets. */
  readonly body: Buffer;
  /** The server's explanation, safe to show; may be empty. */
  readonly said: string;
  /** Status and words, such as `HTTP 404: no such report`. */
  readonly problem: string;
}

/** The origin, path and query of a URL. */
export const target = ({ origin, pathname, search }: URL): Pick<HttpRequest, 'origin' | 'path'> => ({
  origin,
  path: pathname + search,
});

/** A path below the address of a server, which may have a path of its own. @param path without a slash at its begin */
export function below(url: URL, path: string): URL {
  return new URL(path, `${url.origin}${url.pathname.replace(/\/?$/, '/')}`);
}

/** The header for the user and password in a URL (RFC 7617); empty if the URL has none. */
export function credentialsOf({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  return { authorization: basicCredentials(decodeURIComponent(username), decodeURIComponent(password)) };
}

/** The value of the header `authorization` for a user and password (RFC 7617). */
export function basicCredentials(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Follows redirects only on the same server, because no other may see the rest of the address. */
export const sameServer: RedirectRule = (next, from) => (next.origin === from.origin ? next : undefined);

/** Follows redirects to any server, but never from https to http. */
export const everyServer: RedirectRule = (next, from) =>
  next.protocol === 'https:' || from.protocol === 'http:' ? next : undefined;
