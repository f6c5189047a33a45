// The configuration of an output: the keys of every entry of `outputs`, and the values of its kind.
import type { NamedEntry } from './source-entry.js';

/** What an output can carry: events, changes of findings, or notices of loaded reports. */
export const CARRIED = ['events', 'findings', 'reports'] as const;
export type Carried = (typeof CARRIED)[number];

/** The keys that every output has, as written in its entry. */
export interface OutputKeys {
  /** What is sent; empty = the first thing that the kind can carry. */
  readonly carries: readonly string[];
  /** Conditions that events and findings have to meet, in the forms of `--where`. */
  readonly filter: readonly string[];
  /** Report types, short names and groups; empty = all. */
  readonly types: readonly string[];
  /** Identifiers and subscriptions; empty = all. */
  readonly lists: readonly string[];
  /** Ids of constituents whose events are sent; empty = all events. */
  readonly constituents: readonly string[];
  /** One of `TLP_CHOICES`: events marked above this level are not sent. */
  readonly max_tlp: string;
  /** Fields of the query language; empty = those of the kind. */
  readonly fields: readonly string[];
  /** `all`, `now`, or a number of days. */
  readonly start: string;
}

/** One output as the configuration describes it. */
export interface OutputEntry<Values = Readonly<Record<string, unknown>>> extends NamedEntry<Values> {
  readonly keys: OutputKeys;
}
