// Lists every option with its value and where it came from, for people: secrets are masked.

import type { Value } from '../domain/option.js';
import type { LoadedSettings } from './load.js';
import { OPTIONS, type OptionName } from './options.js';

const MASK = '********';

export interface ExplainedOption {
  readonly name: string;
  readonly value: Value;
  readonly source: string;
}

/** One entry per option, in the order of the documentation. A secret that is set reads as a fixed mask. */
export function explainSettings({ settings, sources }: LoadedSettings): ExplainedOption[] {
  return OPTIONS.map((option) => {
    const name = option.name as OptionName;
    const value: Value = settings[name];
    return { name, value: option.secret && value !== '' ? MASK : value, source: sources[name] };
  });
}
