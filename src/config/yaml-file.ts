// Reads options and lists of entries from a YAML file, keeping the line of each, and refuses unknown keys.
import { dirname } from 'node:path';
import type { Document, LineCounter, Node, Pair } from 'yaml';
import { SundialError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import type { Option } from '../domain/option.js';
import { type Candidate, invalidValue } from './candidate.js';
import { ENRICHER_LIST, type EntryList, OUTPUT_LIST, SOURCE_LIST } from './entry-lists.js';
import { NO_SUCH_FILE, readText } from './file.js';
import { yamlKeys } from './option.js';
import { OPTIONS } from './options.js';
import type { Raw } from './value.js';

/** A YAML file to read; `shown` is its name as the user gave it. */
export interface YamlFile {
  readonly path: string;
  readonly shown: string;
  /** Whether the user named the file; a missing default file is not a mistake. */
  readonly named: boolean;
}

export type YamlPair = Pair<Node, Node | null>;

export interface OpenYaml extends YamlFile {
  readonly yaml: typeof import('yaml');
  readonly document: Document;
  readonly lines: LineCounter;
}

/** The content of the file: its options, and the lists of entries that it has. */
export interface YamlContent {
  readonly candidates: readonly Candidate[];
  readonly sources?: readonly WrittenEntry[];
  readonly outputs?: readonly WrittenEntry[];
  readonly enrichers?: readonly WrittenEntry[];
}

/** An entry of a list as written. */
export interface WrittenEntry {
  readonly place: string;
  readonly keys: readonly WrittenKey[];
}

export interface WrittenKey {
  readonly name: string;
  readonly place: string;
  /** The content of the key, for an option or as a single text. */
  readonly raw: (option?: Option) => Raw | Problem;
}

interface Problem {
  readonly problem: string;
}

/** The lists of entries that the file may have. */
export const LISTS = [SOURCE_LIST, OUTPUT_LIST, ENRICHER_LIST] as const;

/** A key of the file: the option that it sets, and whether the key names a file that holds the value. */
interface Key {
  readonly option: Option;
  readonly inFile: boolean;
}

const KEYS: ReadonlyMap<string, Key> = new Map(
  OPTIONS.flatMap((option) =>
    yamlKeys(option).map(({ name, inFile }) => [name, { option, inFile }] as const),
  ),
);

/** @throws SundialError `config-unreadable`, `config-unknown-key`, `config-invalid` */
export async function readYaml(file: YamlFile): Promise<YamlContent> {
  const content = await readText(file.path);
  if ('problem' in content) {
    if (content.problem === NO_SUCH_FILE && !file.named) return { candidates: [] };
    throw new SundialError('config-unreadable', { file: file.shown, problem: content.problem });
  }
  return documentContent(await openYaml(file, content.text));
}

/** Parses a YAML file. @throws SundialError `config-unreadable` */
export async function openYaml(file: YamlFile, text: string): Promise<OpenYaml> {
  // Loaded here because most runs have no YAML file and the library takes some 30 ms.
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  // A warning means an invalid tag, such as an unquoted password with an exclamation mark.
  const error = document.errors[0] ?? document.warnings[0];
  if (error) {
    // The library's own message quotes the file, which may hold secrets; its code does not.
    const problem = `is not valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`;
    throw new SundialError('config-unreadable', {
      file: `${file.shown}:${lines.linePos(error.pos[0]).line}`,
      problem,
    });
  }
  return { ...file, yaml, document, lines };
}

function documentContent(open: OpenYaml): YamlContent {
  const { yaml, document, shown } = open;
  const root = document.contents;
  if (root === null || (yaml.isScalar(root) && root.value === null)) return { candidates: [] };
  if (!yaml.isMap(root))
    throw new SundialError('config-unreadable', { file: shown, problem: 'does not hold options' });
  const pairs = root.items as readonly YamlPair[];
  const lists = LISTS.flatMap((list) => {
    const pair = pairs.find((each) => keyName(open, each) === list.key);
    return pair ? [{ list, pair }] : [];
  });
  const isList = (pair: YamlPair) => lists.some((each) => each.pair === pair);
  const candidates = pairs.filter((pair) => !isList(pair)).map((pair) => pairCandidate(open, pair));
  // As everywhere, the value itself takes precedence over the file that holds it, whatever their order.
  candidates.sort((a, b) => Number(a.inFile) - Number(b.inFile));
  const entries = lists.map(({ list, pair }) => [list.key, writtenEntries(open, list, pair)]);
  return { candidates, ...Object.fromEntries(entries) };
}

function pairCandidate(open: OpenYaml, pair: YamlPair): Candidate {
  const place = placeOf(open, pair.key);
  const name = keyName(open, pair);
  const key = KEYS.get(name);
  if (!key)
    throw new SundialError('config-unknown-key', {
      place,
      key: name,
      nearest: didYouMean(name, [...KEYS.keys(), ...LISTS.map((list) => list.key)]),
    });
  const raw = writtenRaw(open.yaml, pair.value, key.option);
  if (typeof raw === 'object' && 'problem' in raw)
    throw invalidValue(key.option, { place, holds: key.inFile ? 'file' : 'value' }, raw.problem);
  return { name: key.option.name, place, raw, base: dirname(open.path), inFile: key.inFile };
}

/** The entries of a list. */
function writtenEntries(open: OpenYaml, list: EntryList, { key, value }: YamlPair): WrittenEntry[] {
  const { yaml } = open;
  if (yaml.isSeq(value)) return value.items.map((item) => writtenEntry(open, list, item as Node));
  if (value === null || (yaml.isScalar(value) && value.value === null)) return [];
  throw invalidList(list, placeOf(open, key), 'is not a list');
}

function writtenEntry(open: OpenYaml, list: EntryList, node: Node): WrittenEntry {
  const place = placeOf(open, node);
  if (!open.yaml.isMap(node)) throw invalidList(list, place, 'holds an entry without keys');
  const keys = (node.items as readonly YamlPair[]).map((pair) => ({
    name: keyName(open, pair),
    place: placeOf(open, pair.key),
    raw: (option?: Option) => writtenRaw(open.yaml, pair.value, option),
  }));
  return { place, keys };
}

function invalidList({ key, example }: EntryList, place: string, problem: string): SundialError {
  const expected = `a list of ${key}, each with a name, a kind and its options`;
  return new SundialError('config-invalid', { place, key, problem, expected, example });
}

export function keyName({ yaml }: OpenYaml, { key }: YamlPair): string {
  return yaml.isScalar(key) ? String(key.value) : '';
}

/** The file and line of a node, for messages. */
export function placeOf({ shown, lines }: OpenYaml, node: Node): string {
  return `${shown}:${lines.linePos(node.range?.[0] ?? 0).line}`;
}

/** The text as written, not as YAML interprets it: the password 0123 stays 0123. */
function writtenText(yaml: OpenYaml['yaml'], node: unknown): string | Problem {
  if (node === null || node === undefined) return '';
  // An unquoted password may look like an anchor or alias; dropping it silently would be worse than an error.
  if (yaml.isAlias(node) || (yaml.isNode(node) && node.anchor !== undefined))
    return { problem: 'starts with & or *, which needs quotes in YAML' };
  if (!yaml.isScalar(node)) return { problem: 'holds nested keys or lists' };
  return node.value === null ? '' : (node.source ?? String(node.value));
}

/** The value of a key as written: one text, or the texts of a list. */
export function writtenRaw(yaml: OpenYaml['yaml'], node: unknown, option?: Option): Raw | Problem {
  if (yaml.isMap(node) && option?.type === 'numbers')
    return writtenItems(
      node.items.map(({ key, value }) => [writtenText(yaml, key), writtenText(yaml, value)]),
    );
  if (!yaml.isSeq(node)) return writtenText(yaml, node);
  return writtenItems(node.items.map((item) => [writtenText(yaml, item)]));
}

/** Texts of a list; the two texts of a map's entry become one, in the form used in variables. */
function writtenItems(
  items: readonly (readonly ReturnType<typeof writtenText>[])[],
): ReturnType<typeof writtenRaw> {
  const problem = items.flat().find((text) => typeof text !== 'string');
  return problem ?? items.map((texts) => texts.join('='));
}
