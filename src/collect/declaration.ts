// The declaration of a kind of source: its entry in the configuration, the names of its runs, and how to open a source.
import type { Declaration } from '../domain/declarations.js';
import type { EntryKind, EntryOptions, EntryValues, SourceEntry } from '../domain/source-entry.js';
import type { Authorization, AuthorizeDialog } from './mail/oauth/dialog.js';
import type { Source } from './source.js';
import type { SourceContext } from './source-context.js';

export type { EntryValues } from '../domain/source-entry.js';

/** A kind of source: its declaration, and the function that opens one. */
export interface SourceKind<Options extends EntryOptions = EntryOptions> extends Declaration, EntryKind {
  readonly kind: string;
  readonly entry: Options;
  readonly required: readonly (keyof Options & string)[];
  /** The names of a reading in the audit log, and of the very first one if it differs. */
  readonly runs: { readonly read: string; readonly first?: string };
  /** Opens a source and connects to nothing yet. @throws SundialError for inconsistent options */
  open(entry: SourceEntry<EntryValues<Options>>, context: SourceContext): Promise<Source>;
  /**
   * Asks a person for permission to read, and keeps it; only for kinds that can sign in on behalf of a user.
   *
   * @throws SundialError
   */
  authorize?(
    entry: SourceEntry<EntryValues<Options>>,
    context: SourceContext,
    dialog: AuthorizeDialog,
  ): Promise<Authorization>;
}

/** Combines a declaration with a function that opens a source; `open` gets values of the types of the entry's options. */
export function sourceKind<const Declared extends Declaration, const Options extends EntryOptions>(
  declared: Declared,
  kind: Omit<SourceKind<Options>, keyof Declaration>,
): Declared & Omit<SourceKind, keyof Declaration> {
  // The values of an entry were read with these options.
  return { ...declared, ...(kind as unknown as Omit<SourceKind, keyof Declaration>) };
}
