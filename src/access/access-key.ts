// A key to the API: what its holder sends and signs with, and what the key gives access to.
import type { Secret } from '../domain/secret.js';

/** Limits of one key; omitted ones are those of the options. */
export interface KeyLimits {
  /** Rows of one answer. */
  readonly rows?: number | undefined;
  readonly requestsPerSecond?: number | undefined;
  /** Requests that are answered at the same time. */
  readonly atOnce?: number | undefined;
  /** Seconds of one request. */
  readonly seconds?: number | undefined;
}

export interface AccessKey {
  /** Names the key in commands and logs; without any use for access. */
  readonly id: string;
  /** Sent with each request, like the publisher's API key. */
  readonly apikey: Secret;
  /** Signs each request and is never sent. */
  readonly secret: Secret;
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
}

/** Whether a key gives access at an instant. */
export function isUsable({ expires, revoked }: AccessKey, now: Date): boolean {
  return revoked === undefined && (expires === undefined || now < expires);
}
