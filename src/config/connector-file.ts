// Reads the file of the existing OpenCTI connector, config.yml in the current folder, so that its users need not repeat
// it.
import { dirname, join } from 'node:path';
import type { Option } from '../domain/option.js';
import { type Candidate, invalidValue } from './candidate.js';
import { whyUnused } from './connector-variables.js';
import { readText } from './file.js';
import { OPTIONS } from './options.js';
import { keyName, type OpenYaml, openYaml, placeOf, writtenRaw, type YamlPair } from './yaml-file.js';

const NAME = 'config.yml';

/** The path of the connector's file. */
export const connectorFilePath = (cwd: string): string => join(cwd, NAME);

/** Its sections: the key `url` in `opencti` means the same as the variable `OPENCTI_URL`, and so on. */
const SECTIONS = ['opencti', 'connector', 'shadowserver', 'mq'] as const;

/** A file of another program with the same name has none of these sections. */
const IS_CONNECTORS = /^(opencti|shadowserver):/m;

const BY_VARIABLE: ReadonlyMap<string, Option> = new Map(
  OPTIONS.flatMap((option) => (option.aliases ?? []).map((name) => [name, option] as const)),
);

export interface ConnectorFile {
  readonly candidates: readonly Candidate[];
  readonly warnings: readonly string[];
}

export const NO_CONNECTOR_FILE: ConnectorFile = { candidates: [], warnings: [] };

/**
 * The options in the file; none if it does not exist or belongs to another program.
 *
 * @throws SundialError `config-unreadable`, `config-invalid`
 */
export async function readConnectorFile(cwd: string): Promise<ConnectorFile> {
  const path = connectorFilePath(cwd);
  const text = await textOf(path);
  if (text === undefined) return NO_CONNECTOR_FILE;
  const open = await openYaml({ path, shown: NAME, named: false }, text);
  const keys = SECTIONS.flatMap((section) =>
    pairsIn(open, section).map((pair) => keyOf(open, section, pair)),
  );
  return {
    candidates: keys.flatMap((key) => (key.option ? [candidateOf(open, key.option, key)] : [])),
    warnings: keys.flatMap((key) => (key.option ? [] : warningsOf(key))),
  };
}

function warningsOf({ place, shown, variable, pair }: Key): string[] {
  const why = whyUnused(variable, String(pair.value ?? ''));
  if (why === '') return [];
  return [`${place}: ${shown} ${why === undefined ? 'has no meaning for Sundial' : `is not used: ${why}`}`];
}

/** Whether the file exists and belongs to the connector. */
export async function hasConnectorFile(cwd: string): Promise<boolean> {
  return (await textOf(connectorFilePath(cwd))) !== undefined;
}

async function textOf(path: string): Promise<string | undefined> {
  const content = await readText(path);
  return 'text' in content && IS_CONNECTORS.test(content.text) ? content.text : undefined;
}

function pairsIn({ yaml, document }: OpenYaml, section: string): readonly YamlPair[] {
  const node = yaml.isMap(document.contents) ? document.contents.get(section) : undefined;
  return yaml.isMap(node) ? (node.items as readonly YamlPair[]) : [];
}

/** A key of the file, and the option that it sets. */
interface Key {
  readonly place: string;
  readonly shown: string;
  readonly variable: string;
  readonly pair: YamlPair;
  readonly option: Option | undefined;
}

function keyOf(open: OpenYaml, section: string, pair: YamlPair): Key {
  const name = keyName(open, pair);
  const variable = `${section}_${name}`.toUpperCase();
  const [place, option] = [placeOf(open, pair.key), BY_VARIABLE.get(variable)];
  return { place, shown: `${section}.${name}`, variable, pair, option };
}

function candidateOf(open: OpenYaml, option: Option, { place, shown, pair }: Key): Candidate {
  const raw = writtenRaw(open.yaml, pair.value, option);
  if (typeof raw === 'object' && 'problem' in raw)
    throw invalidValue(option, { place, holds: 'value', key: shown }, raw.problem);
  return { name: option.name, place, raw, base: dirname(open.path), inFile: false };
}
