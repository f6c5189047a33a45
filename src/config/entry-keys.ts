// Defines the keys that an entry of `sources` may have: some in every entry, and the options of its kind.
import type { Option } from '../domain/option.js';
import type { EntryKind, Selection } from '../domain/source-entry.js';
import { SELECTION_KEYS, SELECTION_OPTIONS } from './options.js';

/** A key that sets an option of an entry. */
export interface EntryKey {
  readonly name: string;
  readonly option: Option;
  /** The part of the selection that the key sets; undefined for a key that sets a value of the kind. */
  readonly part?: keyof Selection;
  /** The key of the option itself: `password` for `password_env`. */
  readonly sets: string;
  /** The content of the key: the value, the path of a file that holds it, or the name of a variable that does. */
  readonly holds: 'value' | 'file' | 'variable';
}

/** Keys of every entry besides its options. */
export const NAMING_KEYS = ['name', 'kind'] as const;

/** The form of a source's name, which is used in metrics, folders and the audit log. */
export const SOURCE_NAME = /^[a-z][a-z0-9_-]{0,31}$/;

/**
 * Names with another meaning: `failures` is a key beside the sources in the summary of a run, jobs of the service
 * fail under their own names, and `directory` is the source of deliveries of "sundial ingest".
 */
export const RESERVED_NAMES: readonly string[] = ['failures', 'pipeline', 'digest', 'retention', 'directory'];

/** All keys of a kind's entry that set an option. */
export function entryKeys({ entry }: EntryKind): EntryKey[] {
  return [...selectionKeys(), ...Object.entries(entry).flatMap(([key, option]) => keysOf(key, option))];
}

/** The keys of every entry, whatever its kind. */
export function selectionKeys(): EntryKey[] {
  return Object.entries(SELECTION_OPTIONS).map(([part, option]) => {
    const name = SELECTION_KEYS[part as keyof Selection];
    return { name, option, part: part as keyof Selection, sets: name, holds: 'value' };
  });
}

/** A secret may be kept elsewhere, so that the configuration can be shown to others. */
function keysOf(sets: string, option: Option): EntryKey[] {
  const key: EntryKey = { name: sets, option, sets, holds: 'value' };
  if (!option.secret) return [key];
  return [
    key,
    { ...key, name: `${sets}_file`, holds: 'file' },
    { ...key, name: `${sets}_env`, holds: 'variable' },
  ];
}
