// Says which keys an entry of `sources` may have: some in every entry, and the options of its kind.
import type { Option } from '../domain/option.js';
import type { EntryKind, Selection } from '../domain/source-entry.js';
import { SELECTION_KEYS, SELECTION_OPTIONS } from './options.js';

/** A key that sets an option of an entry. */
export interface EntryKey {
  readonly name: string;
  readonly option: Option;
  /** The part of the selection that the key sets; else the key sets a value of the kind. */
  readonly part?: keyof Selection;
  /** The key of the option itself: `password` for `password_env`. */
  readonly sets: string;
  /** What stands at the key: the value, the path of a file that holds it, or a variable that does. */
  readonly holds: 'value' | 'file' | 'variable';
}

/** Keys of every entry besides its options. */
export const NAMING_KEYS = ['name', 'kind'] as const;

/** Names of sources; they stand in metrics, in folders and in the audit log. */
export const SOURCE_NAME = /^[a-z][a-z0-9_-]{0,31}$/;

/**
 * Names that would be mistaken for something else: `failures` stands beside the sources in the summary of a run, jobs
 * of the service fail under their own names, and `directory` is what deliveries of "sundial ingest" are called.
 */
export const RESERVED_NAMES: readonly string[] = ['failures', 'pipeline', 'digest', 'retention', 'directory'];

/** All keys of a kind's entry that set an option. */
export function entryKeys({ entry }: EntryKind): EntryKey[] {
  return [...selectionKeys(), ...Object.entries(entry).flatMap(([key, option]) => keysOf(key, option))];
}

/** The keys that each entry has whatever its kind. */
export function selectionKeys(): EntryKey[] {
  return Object.entries(SELECTION_OPTIONS).map(([part, option]) => {
    const name = SELECTION_KEYS[part as keyof Selection];
    return { name, option, part: part as keyof Selection, sets: name, holds: 'value' };
  });
}

/** A secret may stand elsewhere, so that the configuration can be shown around. */
function keysOf(sets: string, option: Option): EntryKey[] {
  const key: EntryKey = { name: sets, option, sets, holds: 'value' };
  if (!option.secret) return [key];
  return [
    key,
    { ...key, name: `${sets}_file`, holds: 'file' },
    { ...key, name: `${sets}_env`, holds: 'variable' },
  ];
}
