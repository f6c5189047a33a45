// The declaration of a kind of enricher: its entry in the configuration, what it knows, and how to open one.
import type { CveFactName } from '../domain/cve-fact.js';
import type { Declaration } from '../domain/declarations.js';
import type { EnrichedName } from '../domain/enriched.js';
import type { EnricherEntry, Renewal } from '../domain/enricher-entry.js';
import type { EntryKind, EntryOptions, EntryValues } from '../domain/source-entry.js';
import type { Enricher } from './enricher.js';
import type { EnricherContext } from './enricher-context.js';

/** A kind of enricher: its declaration, and the function that opens one. */
export interface EnricherKind<Options extends EntryOptions = EntryOptions> extends Declaration, EntryKind {
  readonly kind: string;
  readonly entry: Options;
  readonly required: readonly (keyof Options & string)[];
  /** Whether a whole table is read, addresses are asked about, or a list of CVE ids is read. */
  readonly shape: Enricher['shape'];
  readonly renewal: Renewal;
  /** The values of networks, or facts about CVE ids, that it may have. */
  readonly gives: readonly (EnrichedName | CveFactName)[];
  /** Opens an enricher and connects to nothing yet. @throws SundialError for inconsistent options */
  open(entry: EnricherEntry<EntryValues<Options>>, context: EnricherContext): Promise<Enricher>;
}

/** Combines a declaration with a function that opens an enricher; `open` gets values of the types of the entry's options. */
export function enricherKind<const Declared extends Declaration, const Options extends EntryOptions>(
  declared: Declared,
  kind: Omit<EnricherKind<Options>, keyof Declaration>,
): Declared & Omit<EnricherKind, keyof Declaration> {
  // The values of an entry were read with these options.
  return { ...declared, ...(kind as unknown as Omit<EnricherKind, keyof Declaration>) };
}
