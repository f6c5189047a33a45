// A key to the API: what its holder sends and signs with, and what the key gives access to.
import type { Secret } from '../domain/secret.js';

/** Limits of one key; omitted ones are those of the options. */
export interface KeyLimits {
  /** Rows of one answer. */
  readonly rows?: number | undefined;
  readonly requestsPerSecond?: number | undefined;
  /** Requests that are answered at the same time. */
  readonly requestsAtOnce?: number | undefined;
  /** Seconds that one request may take. */
  readonly seconds?: number | undefined;
}

/** The two texts of a holder, as the publisher calls them. */
export interface Credentials {
  /** Sent with each request. */
  readonly apikey: Secret;
  /** Signs each request and is never sent. */
  readonly secret: Secret;
}

export interface AccessKey {
  /** Names the key in commands and logs; gives no access. */
  readonly id: string;
  /** Undefined for a revoked key, whose credentials are erased. */
  readonly credentials: Credentials | undefined;
  /** What the holder is called. */
  readonly label: string;
  /** Ids of the constituents whose rows the key shows. */
  readonly constituents: readonly string[];
  /** Names of the methods that the key may call; none = all. */
  readonly methods: readonly string[];
  readonly limits: KeyLimits;
  readonly created: Date;
  /** The first instant at which the key no longer works; undefined = it works until it is revoked. */
  readonly expires: Date | undefined;
  readonly revoked: Date | undefined;
  /** The id of the key that this one replaces. */
  readonly replaces: string | undefined;
}

export type KeyState = 'usable' | 'expired' | 'revoked';

export function stateOf({ expires, credentials, revoked }: AccessKey, now: Date): KeyState {
  if (revoked || !credentials) return 'revoked';
  return expires === undefined || now < expires ? 'usable' : 'expired';
}
