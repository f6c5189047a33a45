// How the configuration describes a source, and what the configuration has to know of each kind of source.
import type { Option } from './option.js';

/** Which reports are wanted; an empty list leaves nothing out. */
export interface Selection {
  readonly lists: readonly string[];
  readonly types: readonly string[];
  readonly excluded: readonly string[];
}

/** Options of a kind, by the keys that they have in an entry of `sources`. */
export type EntryOptions = Readonly<Record<string, Option>>;

/** What the configuration knows of a kind of source. */
export interface EntryKind {
  /** The word by which people and the configuration call the kind: `api`, `imap`. */
  readonly kind: string;
  /** A sentence for the reference: what is read. */
  readonly description: string;
  /** Options of an entry, declared under the names that they have in the short form. */
  readonly entry: EntryOptions;
  /** Keys that an entry cannot do without. */
  readonly required: readonly string[];
  /** How the options outside of `sources` name one such source; left out where they cannot. */
  readonly shortForm?: ShortForm;
}

export interface ShortForm {
  readonly name: string;
  /** What stored rows call the source, where that is not its name. */
  readonly label?: string;
  readonly isMeant: (settings: Readonly<Record<string, unknown>>) => boolean;
  /** Option of the short form that holds each part of the selection. */
  readonly selection?: { readonly [Part in keyof Selection]: Option };
}

/** One source as the configuration describes it. */
export interface SourceEntry<Values = Readonly<Record<string, unknown>>> {
  /** Unique; people know the source by this name in summaries, health and metrics. */
  readonly name: string;
  readonly kind: string;
  /** What stored rows call the source: its name, except that a mailbox of the short form keeps its kind's name. */
  readonly label: string;
  /** Whether options outside of `sources` name the source, or its entry has the name that such a source has. */
  readonly isShortForm: boolean;
  readonly selection: Selection;
  readonly values: Values;
  /** What people call each option: `imap_host` in the short form, else `sources.<name>.host`. */
  readonly shown: Readonly<Record<string, string>>;
  /** Why a secret that the entry names elsewhere is missing, by key, such as a variable that is not set. */
  readonly unset: Readonly<Record<string, string>>;
  /** Environment variables that the entry names as places of its secrets. */
  readonly variables: readonly string[];
}

/**
 * What stored rows call a source. An entry that has the name of its kind's short form goes on where the short form
 * stopped.
 */
export function sourceLabel(name: string, { shortForm }: Pick<EntryKind, 'shortForm'>): string {
  return name === shortForm?.name ? (shortForm.label ?? name) : name;
}
