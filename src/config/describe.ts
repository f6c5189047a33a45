// Words for options' defaults and sections, shared by the reference and the file that init writes.
import type { Option, Value } from '../domain/option.js';
import { isDerived, valueText } from './option.js';
import { OPTIONS } from './options.js';

/** Shown for an option without a default; differs from the value of every enum. */
export const NO_DEFAULT = 'not set';

/** The value that documentation shows as the default; undefined if there is none or the default is derived. */
export function fixedDefault(option: Option): Value | undefined {
  const value = option.default;
  if (isDerived(value)) return undefined;
  return value === '' || (typeof value === 'object' && Object.keys(value).length === 0) ? undefined : value;
}

/** The default as text. */
export function defaultText(option: Option): string {
  if (isDerived(option.default)) return option.default.description;
  const value = fixedDefault(option);
  return value === undefined ? NO_DEFAULT : valueText(value);
}

/** The options by section, in the order in which sections first appear. */
export function optionSections(): ReadonlyMap<string, readonly Option[]> {
  const sections = new Map<string, Option[]>();
  for (const option of OPTIONS) {
    const section = sections.get(option.section);
    if (section) section.push(option);
    else sections.set(option.section, [option]);
  }
  return sections;
}
