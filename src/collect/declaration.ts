// What a kind of source declares: its entry in the configuration, the names of its runs, and how one is opened.
import type { Declaration } from '../domain/declarations.js';
import type { Option, ValueOf } from '../domain/option.js';
import type { Secret } from '../domain/secret.js';
import type { EntryKind, EntryOptions, SourceEntry } from '../domain/source-entry.js';
import type { Source } from './source.js';
import type { SourceContext } from './source-context.js';

/** The value of an entry's option; a secret stays wrapped until it is sent. */
export type EntryValue<O = Option> = O extends { readonly secret: true } ? Secret : ValueOf<O>;

/** The values of all options of a kind. */
export type EntryValues<Options extends EntryOptions> = {
  readonly [Key in keyof Options]: EntryValue<Options[Key]>;
};

/** A kind of source: its declaration, and the function that opens one. */
export interface SourceKind<Options extends EntryOptions = EntryOptions> extends Declaration, EntryKind {
  readonly kind: string;
  readonly entry: Options;
  readonly required: readonly (keyof Options & string)[];
  /** What the audit log calls a reading and, where there is a difference, the very first one; of an entry with its name. */
  readonly runs: { readonly read: string; readonly first?: string };
  /** Opens a source and connects to nothing yet. @throws SundialError for options that do not fit together */
  open(entry: SourceEntry<EntryValues<Options>>, context: SourceContext): Promise<Source>;
}

/** Joins a declaration and a kind's way of opening, whose `open` gets values of the types that the entry's options have. */
export function sourceKind<const Declared extends Declaration, const Options extends EntryOptions>(
  declared: Declared,
  kind: Omit<SourceKind<Options>, keyof Declaration>,
): Declared & Omit<SourceKind, keyof Declaration> {
  // The values of an entry are read by these options.
  return { ...declared, ...(kind as unknown as Omit<SourceKind, keyof Declaration>) };
}
