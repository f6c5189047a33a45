// What a caller says of a request: where it goes, what it carries, how long and how large the answer may be.
import type { ErrorDetails, SundialError } from '../domain/errors.js';
import type { Secret } from '../domain/secret.js';

export interface HttpRequest {
  /** Scheme, host and port, such as `https://example.com:8443`. */
  readonly origin: string;
  /** Path and query, sent as they stand: a download id may hold any character. */
  readonly path: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes, or a function that starts a stream of them; each try starts its own. */
  readonly body?: Uint8Array | (() => AsyncIterable<Uint8Array>);
  /** Details of every error of this request; `what` is what messages call it. Never secrets. */
  readonly about: ErrorDetails & { readonly what: string };
  /** Texts that no error may quote, wherever the server repeats them. */
  readonly secrets?: readonly Secret[];
  /** How long the head of the answer, and each further part of its body, may take. */
  readonly idleMs: number;
  /** How long the whole exchange may take, redirects and body included; left out = no limit. */
  readonly totalMs?: number;
  /** The largest body of an answer. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Which redirects of a GET or HEAD are followed; left out = none, and a redirect fails unless it is accepted. */
  readonly redirects?: RedirectRule;
  /** Which statuses are a success; left out = 200 to 299. */
  readonly accepts?: (status: number) => boolean;
  /** The error for a status that means something special to this caller; undefined = the usual one. */
  readonly explain?: (rejection: Rejection) => SundialError | undefined;
}

/**
 * Decides over a redirect: the address to ask instead, or undefined where it is not to be followed. May throw a
 * SundialError of its own.
 */
export type RedirectRule = (next: URL, from: URL) => URL | undefined;

/** An answer that is not a success. */
export interface Rejection {
  readonly status: number;
  /** What Retry-After asks for; 0 where the server does not say. */
  readonly retryAfterMs: number;
  /** The start of the body, which may hold secrets. */
  readonly body: Buffer;
  /** What the server says went wrong, fit to be shown; may be empty. */
  readonly said: string;
  /** Status and words, such as `HTTP 404: no such report`. */
  readonly problem: string;
}

/** Where a URL is asked for. */
export const target = ({ origin, pathname, search }: URL): Pick<HttpRequest, 'origin' | 'path'> => ({
  origin,
  path: pathname + search,
});

/** The header for the user and password that a URL may hold (RFC 7617); empty where it holds none. */
export function credentialsOf({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Follows redirects on the server that was asked, which is the only one that may see the rest of the address. */
export const sameServer: RedirectRule = (next, from) => (next.origin === from.origin ? next : undefined);

/** Follows redirects to every server, but never from https to http. */
export const everyServer: RedirectRule = (next, from) =>
  next.protocol === 'https:' || from.protocol === 'http:' ? next : undefined;
