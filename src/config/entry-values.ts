// Reads the values of a list's entry: from the entry itself, a file, a variable or the option's default.
import type { SundialError } from '../domain/errors.js';
import type { Option, Value } from '../domain/option.js';
import { Secret } from '../domain/secret.js';
import type { EntryKind, EntryOptions, NamedEntry } from '../domain/source-entry.js';
import { invalidValue } from './candidate.js';
import { type EntryKey, entryKeys } from './entry-keys.js';
import type { EntryList } from './entry-lists.js';
import type { Variables } from './environment.js';
import { secretFileContent } from './file.js';
import { defaultValue } from './option.js';
import { type Folders, isEmpty, type Raw, readValue } from './value.js';
import type { WrittenEntry, WrittenKey } from './yaml-file.js';

/** The surroundings in which values are read. */
export interface EntryWorld {
  readonly folders: Folders;
  /** Places of variables; the first place with a value takes precedence. */
  readonly variables: readonly Variables[];
}

interface Naming {
  readonly name: string;
  readonly kind: EntryKind;
  readonly list: EntryList;
}

/** A key of the kind, as written in the file. */
interface Given extends WrittenKey {
  readonly key: EntryKey;
  readonly value: Raw;
}

/** A value, or the reason why it is missing; then only this entry cannot be opened. */
type Outcome = { readonly value: Value } | { readonly unset: string };

export interface EntryValues extends Pick<NamedEntry, 'values' | 'shown' | 'unset' | 'variables'> {
  /** The values of the keys that every entry of the list may have. */
  readonly common: Readonly<Record<string, unknown>>;
}

/** @throws SundialError `config-invalid` for values that are wrong, given twice or missing */
export async function readEntryValues(
  written: WrittenEntry,
  naming: Naming,
  world: EntryWorld,
): Promise<EntryValues> {
  const keys = entryKeys(naming.kind, naming.list);
  const given = written.keys.flatMap((each) => givenKey(each, keys, naming));
  refuseTwice(given, naming);
  refuseMissing(given, written, naming);
  const outcomes = new Map<string, Outcome>();
  for (const each of given) outcomes.set(each.key.sets, await outcomeOf(each, naming, world));
  const { entry } = naming.kind;
  const valuesOf = (options: EntryOptions) =>
    Object.fromEntries(
      Object.entries(options).map(([key, option]) => [key, resolved(option, outcomes.get(key), world)]),
    );
  return {
    common: valuesOf(naming.list.common),
    values: valuesOf(entry),
    shown: Object.fromEntries(Object.keys(entry).map((key) => [key, shownKey(naming, key)])),
    unset: Object.fromEntries(
      [...outcomes].flatMap(([key, outcome]) => ('unset' in outcome ? [[key, outcome.unset]] : [])),
    ),
    variables: given.flatMap(({ key, value }) => (key.holds === 'variable' ? [String(value).trim()] : [])),
  };
}

/** The name of an entry's option for people. */
function shownKey({ name, list }: Naming, key: string): string {
  return `${list.key}.${name}.${key}`;
}

/** An empty value counts as not set, as everywhere. */
function givenKey(written: WrittenKey, keys: readonly EntryKey[], naming: Naming): Given[] {
  const key = keys.find((each) => each.name === written.name);
  if (!key) return [];
  const value = written.raw(key.option);
  if (typeof value === 'object' && 'problem' in value)
    throw invalid({ ...written, key }, naming, value.problem);
  return isEmpty(value) ? [] : [{ ...written, key, value }];
}

function refuseTwice(given: readonly Given[], naming: Naming): void {
  for (const [at, one] of given.entries()) {
    const other = given.slice(0, at).find(({ key }) => key.sets === one.key.sets);
    if (other) throw invalid(one, naming, `is set by ${other.name} as well`);
  }
}

function refuseMissing(given: readonly Given[], { place }: WrittenEntry, naming: Naming): void {
  const { kind, list } = naming;
  const missing = kind.required.find((each) => !given.some(({ key }) => key.sets === each));
  if (missing === undefined) return;
  const key = entryKeys(kind, list).find((each) => each.name === missing)!;
  throw invalid({ key, place }, naming, `is missing, which ${list.oneOf} of kind ${kind.kind} needs`);
}

async function outcomeOf(given: Given, naming: Naming, world: EntryWorld): Promise<Outcome> {
  const { key, value } = given;
  if (key.holds === 'variable') return variableOutcome(given, naming, world);
  if (key.holds === 'value') return { value: readGiven(given, naming, value, world.folders) };
  const content = await secretFileContent(value, world.folders);
  if ('problem' in content) return { unset: `${shownKey(naming, key.name)} ${content.problem}` };
  if (isEmpty(content.raw)) return { unset: `the file of ${shownKey(naming, key.name)} is empty` };
  return { value: readGiven(given, naming, content.raw, world.folders) };
}

/** Accepts only the form of a variable's name, so that no message shows a secret that was written in its place. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

function variableOutcome(given: Given, naming: Naming, { variables, folders }: EntryWorld): Outcome {
  const variable = String(given.value).trim();
  if (!VARIABLE.test(variable)) throw invalid(given, naming, 'is not the name of an environment variable');
  const text = variables.map((each) => each[variable] ?? '').find((each) => each.trim() !== '');
  if (text === undefined) return { unset: `the environment variable ${variable} is not set` };
  return { value: readGiven(given, naming, text, folders) };
}

function readGiven(given: Given, naming: Naming, raw: Raw, folders: Folders): Value {
  const reading = readValue(given.key.option, raw, folders);
  if ('problem' in reading) throw invalid(given, naming, reading.problem);
  return reading.value;
}

function resolved(option: Option, outcome: Outcome | undefined, { folders: { home } }: EntryWorld): unknown {
  const fallback = () => (outcome ? '' : defaultValue(option, { env: {}, home }));
  const value = outcome && 'value' in outcome ? outcome.value : fallback();
  return option.secret ? new Secret(String(value)) : value;
}

function invalid(
  { key, place }: { readonly key: EntryKey; readonly place: string },
  naming: Naming,
  problem: string,
): SundialError {
  return invalidValue(key.option, { place, holds: key.holds, key: shownKey(naming, key.name) }, problem);
}
