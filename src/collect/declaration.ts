// What a kind of source declares: its entry in the configuration, the names of its runs, and how one is opened.
import type { Clock } from '../domain/clock.js';
import type { Declaration } from '../domain/declarations.js';
import type { Option, ValueOf } from '../domain/option.js';
import type { Secret } from '../domain/secret.js';
import type { Selection, Source } from './source.js';

/** Options of a kind, by the keys that they have in an entry of `sources`. */
export type EntryOptions = Readonly<Record<string, Option>>;

/** The value of an entry's option; a secret stays wrapped until it is sent. */
export type EntryValue<O = Option> = O extends { readonly secret: true } ? Secret : ValueOf<O>;

/** The values of all options of a kind. */
export type EntryValues<Options extends EntryOptions> = {
  readonly [Key in keyof Options]: EntryValue<Options[Key]>;
};

/** One source as the configuration describes it. */
export interface SourceEntry<Values = Readonly<Record<string, unknown>>> {
  /** Unique; people know the source by this name in summaries, health and metrics. */
  readonly name: string;
  readonly kind: string;
  /** What stored rows call the source: its name, except that a mailbox of the short form keeps its kind's name. */
  readonly label: string;
  /** Whether it comes from the options of the short form instead of an entry of `sources`. */
  readonly isShortForm: boolean;
  readonly selection: Selection;
  readonly values: Values;
  /** What people call each option: `imap_host` in the short form, else `sources.<name>.host`. */
  readonly shown: Readonly<Record<string, string>>;
  /** Why an option that is empty has no value, such as an environment variable that is not set. */
  readonly unset: Readonly<Record<string, string>>;
}

/** What an opened source may use of the world and of the settings that hold for all sources. */
export interface SourceSurroundings {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** A private folder for what is under way; it need not exist yet. */
  readonly folder: string;
  /** Report types of the catalogue. */
  readonly knownTypes: readonly string[];
  readonly windowDays: number;
  readonly backfillDays: number;
  readonly recheckDays: number;
  readonly settleHours: number;
  readonly minFreeDiskMib: number;
}

/** A kind of source: its declaration, and the function that opens one. */
export interface SourceKind<Options extends EntryOptions = EntryOptions> extends Declaration {
  /** A sentence for the reference: what is read. */
  readonly description: string;
  /** Options of an entry, declared under the names that they have in the short form. */
  readonly entry: Options;
  /** Options that an entry cannot do without. */
  readonly required: readonly (keyof Options & string)[];
  /** What the audit log calls a reading and, where there is a difference, the very first one; of an entry with its name. */
  readonly runs: { readonly read: string; readonly first?: string };
  /** How the options outside of `sources` name one such source; left out where they cannot. */
  readonly shortForm?: {
    readonly name: string;
    /** What stored rows call it, where that is not its name. */
    readonly label?: string;
    readonly isMeant: (settings: Readonly<Record<string, unknown>>) => boolean;
    /** Option of the short form that holds each part of the selection. */
    readonly selection?: { readonly [Part in keyof Selection]: Option };
  };
  /** Opens a source and connects to nothing yet. @throws SundialError for options that do not fit together */
  open(entry: SourceEntry<EntryValues<Options>>, surroundings: SourceSurroundings): Promise<Source>;
}

/** Joins a declaration and a kind's way of opening, whose `open` gets values of the types that the entry's options have. */
export function sourceKind<const Declared extends Declaration, const Options extends EntryOptions>(
  declared: Declared,
  kind: Omit<SourceKind<Options>, keyof Declaration>,
): Declared & Omit<SourceKind, keyof Declaration> {
  // Whoever makes an entry reads its values by these options.
  return { ...declared, ...(kind as unknown as Omit<SourceKind, keyof Declaration>) };
}
