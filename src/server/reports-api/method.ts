// The contract of the methods of the Reports API, and what a method may use to answer.
import type { z } from 'zod';
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import type { RestrictedScope } from '../../domain/scope.js';
import type { Secret } from '../../domain/secret.js';
import type { ScopedStore } from '../../store/index.js';

/** A constituent that the caller's key gives access to. */
export interface Holder {
  /** The constituent's id, which names its reports: `a-z`, `0-9` and `_`. */
  readonly id: string;
  /** The constituent's holdings over time: upstream calls them the filters of a report. */
  readonly scope: RestrictedScope;
  /** Only the rows of this constituent. */
  readonly store: ScopedStore;
}

/** The key of a request, without its secret. */
export interface CallerKey {
  /** The key's public name, for logs. */
  readonly id: string;
  /** The key itself, which key/info repeats. */
  readonly apikey: Secret;
  readonly label: string;
  /** Ids of the constituents for which the key was made; some may have ended. */
  readonly constituents: readonly string[];
  /** Requests with this key on this day in UTC, this one included. */
  readonly requestsToday: number;
}

/** Who asks, and everything that a method may use: no member shows rows of others. */
export interface Caller {
  readonly key: CallerKey;
  /** By id; a key may give access to several. */
  readonly holders: readonly Holder[];
  /** The rows of all holders together. */
  readonly store: ScopedStore;
  /** The rows of some of the holders together. */
  storeOf(holders: readonly Holder[]): ScopedStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** The secret from which download ids are made; it stays the same for the life of the keys file. */
  readonly idKey: Uint8Array;
  /** The address at which a download id is answered; undefined if no `public_url` is configured. */
  readonly downloadUrl: (id: string) => string | undefined;
  /** The most rows of one answer. */
  readonly maxRows: number;
  /** Whether a query has to name one of the caller's holdings, as upstream demands. */
  readonly requiresFilter: boolean;
  /** Ends when the client has gone, the time of the request is up, or the service stops. */
  readonly signal: AbortSignal;
}

/** An answer: a value that is sent as JSON, or parts of JSON text that are sent as they are made. */
export type Answer =
  | { readonly value: unknown }
  | {
      readonly parts: AsyncIterable<Uint8Array>;
      /** The rows sent so far, for the access log. */
      readonly rows?: () => number;
    };

/** One method: `POST /api2/<name>`. */
export interface Method<Body = unknown> {
  /** Such as `reports/list`. */
  readonly name: string;
  /** One sentence, for `{"help": true}` and the reference. */
  readonly summary: string;
  /** The members of the body, without `apikey` and `help`. Unknown members are ignored, as by the publisher. */
  readonly body: z.ZodType<Body>;
  /** What `{"help": true}` answers; omitted = the names of the body's members. */
  readonly help?: readonly string[];
  /** How requests and answers differ from upstream's, one sentence each, for the reference. */
  readonly deviations?: readonly string[];
  /** @throws SundialError for a body that the method refuses, and the store's errors */
  answer(body: Body, caller: Caller): Promise<Answer>;
}
