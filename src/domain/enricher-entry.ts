// The configuration of an enricher: the keys of every entry of `enrichers`, and the values of its kind; and how kinds are
// renewed.
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

/** How what a kind knows is renewed, in the words of the reference; the contract tests check each of them. */
export interface Renewal {
  /** How long it counts. */
  readonly age: 'until a newer table is read' | 'for `max_age_days`';
  /** What is not asked for again. */
  readonly cache: 'a table that did not change' | 'an address' | 'the network of an answer';
  /** What bounds the questions of one update. */
  readonly pace:
    | 'one request'
    | 'one connection for 10,000 addresses'
    | '`pause_ms` and `most` for each registry'
    | '`at_once`';
  /** What an update can do without the network; whatever is known stays in use. */
  readonly offline: 'read files' | 'nothing';
}
