// The entries of the configuration's lists, and the declarations of each kind of entry; first those of sources.
import type { Option, Value, ValueOf } from './option.js';
import type { Secret } from './secret.js';

/** The wanted reports; an empty list does not restrict. */
export interface Selection {
  readonly lists: readonly string[];
  readonly types: readonly string[];
  readonly excluded: readonly string[];
}

/** Options of a kind, by the keys that they have in an entry. */
export type EntryOptions = Readonly<Record<string, Option>>;

/** The value of an entry's option; a secret stays wrapped until it is sent. */
export type EntryValue<O = Option> = O extends { readonly secret: true } ? Secret : ValueOf<O>;

/** The values of all options of a kind. */
export type EntryValues<Options extends EntryOptions> = {
  readonly [Key in keyof Options]: EntryValue<Options[Key]>;
};

/** The configuration's description of a kind of source or output. */
export interface EntryKind {
  /** The name of the kind in the configuration and for people: `api`, `imap`. */
  readonly kind: string;
  /** A sentence for the reference: what is read, or where it is sent. */
  readonly description: string;
  /** Options of an entry, declared under the names that they have in the short form. */
  readonly entry: EntryOptions;
  /** Required keys of an entry. */
  readonly required: readonly string[];
  /** How the options outside of the list describe one such entry; omitted if they cannot. */
  readonly shortForm?: ShortForm;
}

export interface ShortForm {
  readonly name: string;
  /** The source's name in stored rows, if it differs from its name. */
  readonly label?: string;
  readonly isMeant: (settings: Readonly<Record<string, unknown>>) => boolean;
  /** Defaults that other options have while this short form is used. */
  readonly defaults?: (settings: Readonly<Record<string, unknown>>) => Readonly<Record<string, Value>>;
  /** Option of the short form that holds each part of the selection. */
  readonly selection?: { readonly [Part in keyof Selection]: Option };
}

/** One entry of a list of the configuration: a source or an output. */
export interface NamedEntry<Values = Readonly<Record<string, unknown>>> {
  /** Unique in its list; people know the source or output by this name in summaries, health and metrics. */
  readonly name: string;
  readonly kind: string;
  /** Its name in stored rows: its own name, except that a mailbox of the short form keeps its kind's name. */
  readonly label: string;
  /** Whether options outside of the list name it, or its entry has the name that such a source or output has. */
  readonly isShortForm: boolean;
  readonly values: Values;
  /** The displayed name of each option: `imap_host` in the short form, otherwise `sources.<name>.host`. */
  readonly shown: Readonly<Record<string, string>>;
  /** By key, the reason why a secret that the entry refers to is missing, such as an unset variable. */
  readonly unset: Readonly<Record<string, string>>;
  /** Environment variables that hold secrets of the entry. */
  readonly variables: readonly string[];
}

/** One source as the configuration describes it. */
export interface SourceEntry<Values = Readonly<Record<string, unknown>>> extends NamedEntry<Values> {
  readonly selection: Selection;
}

/**
 * A source's name in stored rows. An entry with the name of its kind's short form continues with the rows of the short
 * form.
 */
export function sourceLabel(name: string, { shortForm }: Pick<EntryKind, 'shortForm'>): string {
  return name === shortForm?.name ? (shortForm.label ?? name) : name;
}
