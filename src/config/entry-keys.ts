// Defines the keys that an entry of a list may have: some in every entry, and the options of its kind.
import type { Option } from '../domain/option.js';
import type { EntryKind } from '../domain/source-entry.js';
import type { EntryList } from './entry-lists.js';

/** A key that sets an option of an entry. */
export interface EntryKey {
  readonly name: string;
  readonly option: Option;
  /** Whether every entry of the list may have the key, whatever its kind. */
  readonly isCommon: boolean;
  /** The key of the option itself: `password` for `password_env`. */
  readonly sets: string;
  /** The content of the key: the value, the path of a file that holds it, or the name of a variable that does. */
  readonly holds: 'value' | 'file' | 'variable';
}

/** Keys of every entry besides its options. */
export const NAMING_KEYS = ['name', 'kind'] as const;

/** The form of an entry's name, which is used in metrics, folders and the audit log. */
export const ENTRY_NAME = /^[a-z][a-z0-9_-]{0,31}$/;

/** All keys of a kind's entry that set an option. */
export function entryKeys({ entry }: Pick<EntryKind, 'entry'>, list: EntryList): EntryKey[] {
  return [...commonKeys(list), ...Object.entries(entry).flatMap(([key, option]) => keysOf(key, option))];
}

/** The keys of every entry, whatever its kind. */
export function commonKeys({ common }: EntryList): EntryKey[] {
  return Object.entries(common).map(([name, option]) => {
    return { name, option, isCommon: true, sets: name, holds: 'value' };
  });
}

/** A secret may be kept elsewhere, so that the configuration can be shown to others. */
function keysOf(sets: string, option: Option): EntryKey[] {
  const key: EntryKey = { name: sets, option, isCommon: false, sets, holds: 'value' };
  if (!option.secret) return [key];
  return [
    key,
    { ...key, name: `${sets}_file`, holds: 'file' },
    { ...key, name: `${sets}_env`, holds: 'variable' },
  ];
}
