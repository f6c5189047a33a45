// Turns options outside of a list of the configuration into the equivalent entry of that list.
import { Secret } from './secret.js';
import {
  type EntryKind,
  type EntryOptions,
  type EntryValues,
  type NamedEntry,
  sourceLabel,
} from './source-entry.js';

type Settings = Readonly<Record<string, unknown>>;

/** The entry of a kind in the short form. */
export function shortFormEntry(settings: Settings, entryKind: EntryKind): NamedEntry {
  const { kind, entry, shortForm } = entryKind;
  const name = shortForm?.name ?? kind;
  return {
    ...{ name, kind, label: sourceLabel(name, entryKind), isShortForm: true },
    values: shortFormValues(settings, entry),
    shown: shortFormNames(entry),
    unset: {},
    variables: [],
  };
}

/** The displayed names of options by their keys in an entry. */
export function shortFormNames(options: EntryOptions): NamedEntry['shown'] {
  return Object.fromEntries(Object.entries(options).map(([key, { name }]) => [key, name]));
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
