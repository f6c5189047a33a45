// Reads a list of the YAML file, such as `sources`, into entries, and refuses unknown keys and kinds.
import { SundialError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import { type EntryKind, type NamedEntry, sourceLabel } from '../domain/source-entry.js';
import { ENTRY_NAME, entryKeys, NAMING_KEYS } from './entry-keys.js';
import type { EntryList } from './entry-lists.js';
import { type EntryWorld, readEntryValues } from './entry-values.js';
import type { WrittenEntry, WrittenKey } from './yaml-file.js';

/** An entry, the values of the keys that every entry of its list may have, and the place of each key. */
export interface ReadEntry {
  readonly entry: NamedEntry;
  readonly common: Readonly<Record<string, unknown>>;
  readonly places: Readonly<Record<string, string>>;
}

/** A list, and the kinds that its entries may have. */
export interface KnownList {
  readonly list: EntryList;
  readonly kinds: readonly EntryKind[];
}

/** @throws SundialError `config-unknown-key`, `config-invalid` */
export async function readEntries(
  written: readonly WrittenEntry[],
  known: KnownList,
  world: EntryWorld,
): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for (const each of written) {
    const read = await readEntry(each, known, world);
    refuseTaken(read, entries, known.list);
    entries.push(read);
  }
  return entries;
}

async function readEntry(
  written: WrittenEntry,
  { list, kinds }: KnownList,
  world: EntryWorld,
): Promise<ReadEntry> {
  const name = nameOf(written, list);
  const kind = kindOf(written, name, { list, kinds });
  refuseUnknown(written, name, kind, list);
  const isShortForm = name === kind.shortForm?.name;
  const { common, ...values } = await readEntryValues(written, { name, kind, list }, world);
  const entry = { name, kind: kind.kind, label: sourceLabel(name, kind), isShortForm, ...values };
  return {
    entry,
    common,
    places: Object.fromEntries(written.keys.map(({ name: key, place }) => [key, place])),
  };
}

function nameOf(written: WrittenEntry, list: EntryList): string {
  const key = keyOf(written, 'name');
  const name = textOf(key);
  const problem = nameProblem(name, list);
  if (problem) throw invalidName(key?.place ?? written.place, problem, list);
  return name;
}

const NAME_EXPECTED = 'a name of small letters, digits, - and _ that begins with a letter, 32 at most';

function nameProblem(name: string, { reserved }: EntryList): string | undefined {
  if (name === '') return 'is missing';
  if (reserved.includes(name)) return 'is a reserved word';
  return ENTRY_NAME.test(name) ? undefined : 'is not a name';
}

function kindOf(written: WrittenEntry, name: string, { list, kinds }: KnownList): EntryKind {
  const key = keyOf(written, 'kind');
  const text = textOf(key);
  const found = kinds.find(({ kind }) => kind === text);
  if (found) return found;
  const names = kinds.map(({ kind }) => kind);
  const problem = text === '' ? 'is missing' : `is not a kind of ${list.noun}${didYouMean(text, names)}`;
  const expected = `one of ${names.join(', ')}`;
  const place = entryPlace(key?.place ?? written.place, name, list);
  throw invalidNaming(place, list, { key: 'kind', problem, expected, example: names[0] ?? '' });
}

function refuseUnknown({ keys }: WrittenEntry, name: string, kind: EntryKind, list: EntryList): void {
  const known: string[] = [...NAMING_KEYS, ...entryKeys(kind, list).map((key) => key.name)];
  const unknown = keys.find((key) => !known.includes(key.name));
  if (!unknown) return;
  throw new SundialError('config-unknown-key', {
    place: `${entryPlace(unknown.place, name, list)}, of kind ${kind.kind}`,
    key: unknown.name,
    nearest: didYouMean(unknown.name, known) || insteadOf(keys, kind, list),
  });
}

/** A key that resembles none is probably meant to be the one that the entry lacks. */
function insteadOf(keys: WrittenEntry['keys'], kind: EntryKind, list: EntryList): string {
  const [lacking, ...others] = kind.required.filter((key) => !keys.some(({ name }) => name === key));
  if (lacking !== undefined && others.length === 0) return ` (did you mean "${lacking}"?)`;
  const own = entryKeys(kind, list).filter(({ isCommon, holds }) => !isCommon && holds === 'value');
  return ` (the kind has ${own.map(({ name }) => name).join(', ')})`;
}

/** Two entries with the same name or label would be indistinguishable in the store. */
function refuseTaken({ entry, places }: ReadEntry, others: readonly ReadEntry[], list: EntryList): void {
  const other = others.find(({ entry: { name, label } }) => name === entry.name || label === entry.label);
  if (!other) return;
  const { name } = other.entry;
  const problem =
    name === entry.name ? `names another ${list.noun} as well` : `is what the store calls "${name}"`;
  throw invalidName(places.name!, problem, list);
}

/**
 * The options outside of a list set up entries, too. @throws SundialError `config-invalid` if two entries share a name
 */
export function refuseShortForms(
  entries: readonly ReadEntry[],
  settings: Readonly<Record<string, unknown>>,
  { list, kinds }: KnownList,
): void {
  for (const kind of kinds.filter(({ shortForm }) => shortForm?.isMeant(settings))) {
    const { name } = kind.shortForm!;
    const taken = entries.find(({ entry }) => entry.name === name || entry.label === sourceLabel(name, kind));
    if (!taken) continue;
    const problem = `is taken by the ${list.noun} "${name}", which options outside of ${list.key} set up`;
    throw invalidName(taken.places.name!, problem, list);
  }
}

function keyOf({ keys }: WrittenEntry, name: string): WrittenKey | undefined {
  return keys.find((key) => key.name === name);
}

function textOf(key: WrittenKey | undefined): string {
  const raw = key?.raw() ?? '';
  return typeof raw === 'string' ? raw.trim() : '';
}

/** The place of an entry's key, with the entry's name. */
function entryPlace(place: string, name: string, { noun }: EntryList): string {
  return `${place}, ${noun} ${name}`;
}

function invalidName(place: string, problem: string, list: EntryList): SundialError {
  const wanted = { key: 'name', problem, expected: NAME_EXPECTED, example: 'cert-example' };
  return invalidNaming(place, list, wanted);
}

function invalidNaming(
  place: string,
  list: EntryList,
  wanted: Readonly<Record<'key' | 'problem' | 'expected' | 'example', string>>,
): SundialError {
  return new SundialError('config-invalid', { place, ...wanted, key: `${list.key}: ${wanted.key}` });
}
