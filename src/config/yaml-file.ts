// Reads options from a YAML file, keeping the line of each, and refuses keys that are no options.
import { dirname } from 'node:path';
import type { Document, LineCounter, Node, Pair } from 'yaml';
import { SundialError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import type { Option } from '../domain/option.js';
import { type Candidate, invalidValue } from './candidate.js';
import { NO_SUCH_FILE, readText } from './file.js';
import { yamlKeys } from './option.js';
import { OPTIONS } from './options.js';
import type { Raw } from './value.js';

/** A YAML file to read; `shown` is its name as the person gave it. */
export interface YamlFile {
  readonly path: string;
  readonly shown: string;
  /** Whether somebody named it; a missing default file is no mistake. */
  readonly named: boolean;
}

interface OpenYaml extends YamlFile {
  readonly yaml: typeof import('yaml');
  readonly document: Document;
  readonly lines: LineCounter;
}

/** A key of the file: the option it sets, and whether it names the file that holds the value. */
interface Key {
  readonly option: Option;
  readonly inFile: boolean;
}

const KEYS: ReadonlyMap<string, Key> = new Map(
  OPTIONS.flatMap((option) =>
    yamlKeys(option).map(({ name, inFile }) => [name, { option, inFile }] as const),
  ),
);

/** What the file says about each option. */
export async function yamlCandidates(file: YamlFile): Promise<Candidate[]> {
  const content = await readText(file.path);
  if ('problem' in content) {
    if (content.problem === NO_SUCH_FILE && !file.named) return [];
    throw new SundialError('config-unreadable', { file: file.shown, problem: content.problem });
  }
  return documentCandidates(await openYaml(file, content.text));
}

async function openYaml(file: YamlFile, text: string): Promise<OpenYaml> {
  // Loaded here because most runs have no YAML file and the library takes some 30 ms.
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  // A warning is a tag that is none, such as an unquoted password with an exclamation mark.
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

function documentCandidates(open: OpenYaml): Candidate[] {
  const { yaml, document, shown } = open;
  const root = document.contents;
  if (root === null || (yaml.isScalar(root) && root.value === null)) return [];
  if (!yaml.isMap(root))
    throw new SundialError('config-unreadable', { file: shown, problem: 'does not hold options' });
  const candidates = root.items.map((pair) => pairCandidate(open, pair as Pair<Node, Node | null>));
  // As everywhere, the value itself comes before the file that holds it, in whatever order they are written.
  return candidates.sort((a, b) => Number(a.inFile) - Number(b.inFile));
}

function pairCandidate(open: OpenYaml, pair: Pair<Node, Node | null>): Candidate {
  const place = `${open.shown}:${open.lines.linePos(pair.key.range?.[0] ?? 0).line}`;
  const name = open.yaml.isScalar(pair.key) ? String(pair.key.value) : '';
  const key = KEYS.get(name);
  if (!key)
    throw new SundialError('config-unknown-key', {
      place,
      key: name,
      nearest: didYouMean(name, KEYS.keys()),
    });
  const raw = writtenRaw(open.yaml, pair.value, key.option);
  if (typeof raw === 'object' && 'problem' in raw)
    throw invalidValue(key.option, { place, inFile: key.inFile }, raw.problem);
  return { name: key.option.name, place, raw, base: dirname(open.path), inFile: key.inFile };
}

/** The text that was written, not what YAML makes of it: a password 0123 stays one. */
function writtenText(yaml: OpenYaml['yaml'], node: unknown): string | { readonly problem: string } {
  if (node === null || node === undefined) return '';
  // An unquoted password may look like an anchor or alias; dropping it silently would be the worst answer.
  if (yaml.isAlias(node) || (yaml.isNode(node) && node.anchor !== undefined))
    return { problem: 'starts with & or *, which needs quotes in YAML' };
  if (!yaml.isScalar(node)) return { problem: 'holds nested keys or lists' };
  return node.value === null ? '' : (node.source ?? String(node.value));
}

function writtenRaw(
  yaml: OpenYaml['yaml'],
  node: unknown,
  option: Option,
): Raw | { readonly problem: string } {
  if (yaml.isMap(node) && option.type === 'numbers')
    return writtenItems(
      node.items.map(({ key, value }) => [writtenText(yaml, key), writtenText(yaml, value)]),
    );
  if (!yaml.isSeq(node)) return writtenText(yaml, node);
  return writtenItems(node.items.map((item) => [writtenText(yaml, item)]));
}

/** Texts of a list; the two of a map's entry become one, as they stand in a variable. */
function writtenItems(
  items: readonly (readonly ReturnType<typeof writtenText>[])[],
): ReturnType<typeof writtenRaw> {
  const problem = items.flat().find((text) => typeof text !== 'string');
  return problem ?? items.map((texts) => texts.join('='));
}
