// Lists every option with its value and its origin, for people; secrets are masked.

import type { Option, Value } from '../domain/option.js';
import { Secret } from '../domain/secret.js';
import type { ReadEntry } from './entry-list.js';
import { LIST_KEYS, type ListKey } from './entry-lists.js';
import type { LoadedSettings } from './load.js';
import { valueText } from './option.js';
import { OPTIONS, type OptionName } from './options.js';

const MASK = '********';

export interface ExplainedOption {
  readonly name: string;
  readonly value: Value;
  readonly source: string;
}

/**
 * One line per option, in the order of the documentation, then one per key that an entry of a list sets. A secret
 * that is set is shown as a fixed mask.
 */
export function explainSettings({ settings, sources, entries }: LoadedSettings): ExplainedOption[] {
  const options = OPTIONS.map((option) => {
    const name = option.name as OptionName;
    const value: Value = settings[name];
    return { name, value: option.secret && value !== '' ? MASK : value, source: sources[name] };
  });
  const explained = LIST_KEYS.flatMap((list) => entries[list].flatMap((entry) => explainEntry(entry, list)));
  return [...options, ...explained];
}

function explainEntry(read: ReadEntry, list: ListKey): ExplainedOption[] {
  return Object.entries(read.places)
    .filter(([key]) => key !== 'name')
    .map(([key, source]) => ({
      name: `${list}.${read.entry.name}.${key}`,
      value: shownValue(read, key),
      source,
    }));
}

function shownValue({ entry, common }: ReadEntry, key: string): Value {
  const { kind, values, unset } = entry;
  if (key === 'kind') return kind;
  if (key in common) return common[key] as Value;
  if (!(key in values)) return unset[key.replace(/_(file|env)$/, '')] ?? MASK;
  const value = values[key];
  if (value instanceof Secret) return value.reveal() === '' ? '' : MASK;
  // Values of an entry have the types of their options.
  return value as Value;
}

/** An option as a page shows it. */
export interface DescribedOption {
  readonly name: string;
  /** Empty for a key of an entry. */
  readonly section: string;
  readonly value: string;
  readonly source: string;
  readonly description: string;
}

const BY_NAME: ReadonlyMap<string, Option> = new Map(OPTIONS.map((option) => [option.name, option]));

export function describeOptions(explained: readonly ExplainedOption[]): DescribedOption[] {
  return explained.map(({ name, value, source }) => {
    const { section = '', description = '' } = BY_NAME.get(name) ?? {};
    return { name, section, value: valueText(value), source, description };
  });
}
