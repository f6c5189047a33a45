// Lists every option with its value and its origin, for people; secrets are masked.

import type { Value } from '../domain/option.js';
import { Secret } from '../domain/secret.js';
import type { Selection } from '../domain/source-entry.js';
import type { LoadedSettings } from './load.js';
import { OPTIONS, type OptionName, SELECTION_KEYS } from './options.js';
import type { ReadEntry } from './entry-list.js';

const MASK = '********';

export interface ExplainedOption {
  readonly name: string;
  readonly value: Value;
  readonly source: string;
}

/**
 * One line per option, in the order of the documentation, then one per key that an entry of `sources` sets. A secret
 * that is set is shown as a fixed mask.
 */
export function explainSettings({ settings, sources, entries }: LoadedSettings): ExplainedOption[] {
  const options = OPTIONS.map((option) => {
    const name = option.name as OptionName;
    const value: Value = settings[name];
    return { name, value: option.secret && value !== '' ? MASK : value, source: sources[name] };
  });
  return [...options, ...entries.flatMap(explainEntry)];
}

function explainEntry({ entry, places }: ReadEntry): ExplainedOption[] {
  return Object.entries(places)
    .filter(([key]) => key !== 'name')
    .map(([key, source]) => ({
      name: `sources.${entry.name}.${key}`,
      value: shownValue(entry, key),
      source,
    }));
}

function shownValue({ kind, selection, values, unset }: ReadEntry['entry'], key: string): Value {
  if (key === 'kind') return kind;
  const part = Object.keys(SELECTION_KEYS).find((each) => SELECTION_KEYS[each as keyof Selection] === key);
  if (part) return selection[part as keyof Selection];
  if (!(key in values)) return unset[key.replace(/_(file|env)$/, '')] ?? MASK;
  const value = values[key];
  if (value instanceof Secret) return value.reveal() === '' ? '' : MASK;
  // Values of an entry have the types of their options.
  return value as Value;
}
