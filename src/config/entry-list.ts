// Reads the list `sources` of the YAML file into entries, and refuses unknown keys and kinds.
import { SundialError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import { type EntryKind, type SourceEntry, sourceLabel } from '../domain/source-entry.js';
import { entryKeys, NAMING_KEYS, RESERVED_NAMES, SOURCE_NAME } from './entry-keys.js';
import { type EntryWorld, readEntryValues } from './entry-values.js';
import type { WrittenEntry, WrittenKey } from './yaml-file.js';

/** An entry, and the place of each of its keys. */
export interface ReadEntry {
  readonly entry: SourceEntry;
  readonly places: Readonly<Record<string, string>>;
}

/** @throws SundialError `config-unknown-key`, `config-invalid` */
export async function readSources(
  written: readonly WrittenEntry[],
  kinds: readonly EntryKind[],
  world: EntryWorld,
): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for (const one of written) {
    const read = await readEntry(one, kinds, world);
    refuseTaken(read, entries);
    entries.push(read);
  }
  return entries;
}

async function readEntry(
  written: WrittenEntry,
  kinds: readonly EntryKind[],
  world: EntryWorld,
): Promise<ReadEntry> {
  const name = nameOf(written);
  const kind = kindOf(written, name, kinds);
  refuseUnknown(written, name, kind);
  const isShortForm = name === kind.shortForm?.name;
  const values = await readEntryValues(written, { name, kind }, world);
  const entry = { name, kind: kind.kind, label: sourceLabel(name, kind), isShortForm, ...values };
  return { entry, places: Object.fromEntries(written.keys.map(({ name: key, place }) => [key, place])) };
}

function nameOf(written: WrittenEntry): string {
  const key = keyOf(written, 'name');
  const name = textOf(key);
  const problem = nameProblem(name);
  if (problem)
    throw invalidNaming(key?.place ?? written.place, 'name', problem, NAME_EXPECTED, 'cert-example');
  return name;
}

const NAME_EXPECTED = 'a name of small letters, digits, - and _ that begins with a letter, 32 at most';

function nameProblem(name: string): string | undefined {
  if (name === '') return 'is missing';
  if (RESERVED_NAMES.includes(name)) return 'is a reserved word';
  return SOURCE_NAME.test(name) ? undefined : 'is not a name';
}

function kindOf(written: WrittenEntry, name: string, kinds: readonly EntryKind[]): EntryKind {
  const key = keyOf(written, 'kind');
  const text = textOf(key);
  const found = kinds.find(({ kind }) => kind === text);
  if (found) return found;
  const names = kinds.map(({ kind }) => kind);
  const problem = text === '' ? 'is missing' : `is not a kind of source${didYouMean(text, names)}`;
  const expected = `one of ${names.join(', ')}`;
  throw invalidNaming(entryPlace(key?.place ?? written.place, name), 'kind', problem, expected, 'imap');
}

function refuseUnknown({ keys }: WrittenEntry, name: string, kind: EntryKind): void {
  const known: string[] = [...NAMING_KEYS, ...entryKeys(kind).map((key) => key.name)];
  const unknown = keys.find((key) => !known.includes(key.name));
  if (!unknown) return;
  throw new SundialError('config-unknown-key', {
    place: `${entryPlace(unknown.place, name)}, of kind ${kind.kind}`,
    key: unknown.name,
    nearest: didYouMean(unknown.name, known),
  });
}

/** Two sources with the same name or label would be indistinguishable in the store. */
function refuseTaken({ entry, places }: ReadEntry, others: readonly ReadEntry[]): void {
  const other = others.find(({ entry: { name, label } }) => name === entry.name || label === entry.label);
  if (!other) return;
  const { name } = other.entry;
  const problem = name === entry.name ? 'names another source as well' : `is what the store calls "${name}"`;
  throw invalidNaming(places.name!, 'name', problem, NAME_EXPECTED, 'cert-example');
}

/**
 * The options outside of `sources` set up sources, too. @throws SundialError `config-invalid` if two sources share a
 * name
 */
export function refuseShortForms(
  entries: readonly ReadEntry[],
  settings: Readonly<Record<string, unknown>>,
  kinds: readonly EntryKind[],
): void {
  for (const kind of kinds.filter(({ shortForm }) => shortForm?.isMeant(settings))) {
    const { name } = kind.shortForm!;
    const taken = entries.find(({ entry }) => entry.name === name || entry.label === sourceLabel(name, kind));
    if (!taken) continue;
    const problem = `is taken by the source "${name}", which options outside of sources set up`;
    throw invalidNaming(taken.places.name!, 'name', problem, NAME_EXPECTED, 'cert-example');
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
export function entryPlace(place: string, name: string): string {
  return `${place}, source ${name}`;
}

function invalidNaming(place: string, key: string, problem: string, expected: string, example: string) {
  return new SundialError('config-invalid', { place, key: `sources: ${key}`, problem, expected, example });
}
