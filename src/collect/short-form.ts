// Turns the options outside of `sources` into equivalent entries.
import { Secret } from '../domain/secret.js';
import {
  type EntryOptions,
  type Selection,
  type ShortForm,
  type SourceEntry,
  sourceLabel,
} from '../domain/source-entry.js';
import type { EntryValues, SourceKind } from './declaration.js';

type Settings = Readonly<Record<string, unknown>>;

/** The entries of the short form: none, an account of the API, a mailbox, or both. */
export function shortFormEntries(settings: Settings, kinds: readonly SourceKind[]): SourceEntry[] {
  return kinds
    .filter(({ shortForm }) => shortForm?.isMeant(settings))
    .map((kind) => shortFormEntry(settings, kind));
}

/** The entry of a kind in the short form. */
function shortFormEntry(settings: Settings, one: SourceKind): SourceEntry {
  const { kind, entry, shortForm } = one;
  const name = shortForm?.name ?? kind;
  return {
    ...{ name, kind, label: sourceLabel(name, one), isShortForm: true },
    selection: shortFormSelection(settings, shortForm),
    values: shortFormValues(settings, entry),
    shown: Object.fromEntries(Object.entries(entry).map(([key, option]) => [key, option.name])),
    unset: {},
    variables: [],
  };
}

/** The values of options by their keys in an entry. */
export function shortFormValues<Options extends EntryOptions>(
  settings: Settings,
  options: Options,
): EntryValues<Options> {
  const values = Object.entries(options).map(([key, option]) => {
    const value = settings[option.name] ?? option.default;
    return [key, option.secret ? new Secret(String(value)) : value];
  });
  // Settings hold a value of each option's type under its name.
  return Object.fromEntries(values) as EntryValues<Options>;
}

function shortFormSelection(settings: Settings, shortForm: ShortForm | undefined): Selection {
  const part = (name: keyof Selection) =>
    (settings[shortForm?.selection?.[name].name ?? ''] ?? []) as readonly string[];
  return { lists: part('lists'), types: part('types'), excluded: part('excluded') };
}
