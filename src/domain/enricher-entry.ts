// The configuration of an enricher: the keys of every entry of `enrichers`, and the values of its kind.
import type { NamedEntry } from './source-entry.js';

/** The keys that every enricher has, as written in its entry. */
export interface EnricherKeys {
  /** Hours after which the service renews the enricher's data; 0 = only `sundial enrich update` does. */
  readonly every_hours: number;
  /** Versions of the table that stay in the store, so that an event gets the values of its day. */
  readonly versions: number;
}

/** One enricher as the configuration describes it; its place in the list is its precedence. */
export interface EnricherEntry<Values = Readonly<Record<string, unknown>>> extends NamedEntry<Values> {
  readonly keys: EnricherKeys;
}
