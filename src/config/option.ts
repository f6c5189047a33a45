// Derives from an option's declaration the names under which places set it, its default, its value as text.
import type { DefaultContext, DerivedDefault, Option, Value } from '../domain/option.js';

/** A name under which a place may set an option; `inFile` names set the file that holds the value. */
export interface Spelling {
  readonly name: string;
  readonly inFile: boolean;
}

/** The keys that set this option in YAML. */
export function yamlKeys(option: Option): readonly Spelling[] {
  return spellings([option.name], '_file', option);
}

/** The environment variables that set this option; the first one with a value takes precedence. */
export function environmentVariables(option: Option): readonly Spelling[] {
  return spellings([`SUNDIAL_${option.name.toUpperCase()}`, ...(option.aliases ?? [])], '_FILE', option);
}

/** Secrets may also be mounted as files, so that they do not appear in the environment or the configuration. */
function spellings(names: readonly string[], suffix: string, option: Option): Spelling[] {
  const direct = names.map((name) => ({ name, inFile: false }));
  return option.secret
    ? [...direct, ...names.map((name) => ({ name: name + suffix, inFile: true }))]
    : direct;
}

/** Commander's name for the flag's value: `dataDir` for `--data-dir`. */
export function flagKey(option: Option): string | undefined {
  return option.flag?.slice(2).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Whether a default depends on the machine it is evaluated on. */
export function isDerived(value: Option['default']): value is DerivedDefault {
  return typeof value === 'object' && 'derive' in value && typeof value.derive === 'function';
}

/** The default value on this machine. */
export function defaultValue(option: Option, context: DefaultContext): Value {
  return isDerived(option.default) ? option.default.derive(context) : option.default;
}

/** A value as one line of text for people. */
export function valueText(value: Value): string {
  if (typeof value !== 'object') return String(value);
  const items = isList(value) ? value : Object.entries(value).map(([name, each]) => `${name}=${each}`);
  return items.join(', ');
}

/** Array.isArray does not narrow a type to its read-only lists. */
function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}
