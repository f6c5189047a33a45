// Resolves every option: consults all places in order of precedence and records the origin of each value.
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { EnricherEntry, EnricherKeys } from '../domain/enricher-entry.js';
import type { Option, Value } from '../domain/option.js';
import type { OutputEntry, OutputKeys } from '../domain/output-entry.js';
import type { EntryKind, SourceEntry } from '../domain/source-entry.js';
import { type Candidate, invalidValue } from './candidate.js';
import { NO_CONNECTOR_FILE, readConnectorFile } from './connector-file.js';
import { type ReadEntry, readEntries, refuseShortForms } from './entry-list.js';
import { ENRICHER_LIST, type ListKey, OUTPUT_LIST, SOURCE_LIST } from './entry-lists.js';
import {
  environmentCandidates,
  readDotEnv,
  unknownVariables,
  unusedConnectorVariables,
  type Variables,
} from './environment.js';
import { secretFileContent } from './file.js';
import { defaultValue, flagKey } from './option.js';
import {
  CONFIG_FILE,
  CONFIG_VARIABLE,
  ENRICHER_KINDS,
  OPTIONS,
  type OptionName,
  OUTPUT_KINDS,
  SELECTION_KEYS,
  type Settings,
  SOURCE_KINDS,
} from './options.js';
import { NO_PUBLISHER_FILE, readPublisherFile } from './publisher-file.js';
import { absolutePath, isEmpty, type Reading, readValue } from './value.js';
import { readYaml, type YamlFile } from './yaml-file.js';

export interface SettingsRequest {
  /** Options of the command line in commander's form (`dataDir`, `config`); others are ignored. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly cwd: string;
  /** The user's home folder, for `~` and defaults. */
  readonly home?: string;
  /** The known kinds of sources. */
  readonly kinds?: readonly EntryKind[];
  /** The known kinds of outputs. */
  readonly outputKinds?: readonly EntryKind[];
  /** The known kinds of enrichers. */
  readonly enricherKinds?: readonly EntryKind[];
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** The origin of each value, such as `sundial.yaml:3` or `default`. */
  readonly sources: Readonly<Record<OptionName, string>>;
  /** The entries of each list, with their places in the file. */
  readonly entries: Readonly<Record<ListKey, readonly ReadEntry[]>>;
  /** Warnings for people, without secrets: places that disagree, variables without a meaning. */
  readonly warnings: readonly string[];
}

/** The file of variables in the current folder of a command. */
export const DOT_ENV = '.env';
const ENVIRONMENT = 'the environment';

/**
 * Resolves every option. The first place with a value takes precedence: command-line flag, YAML file, the file of the
 * OpenCTI connector, `.env`, environment, the file of the publisher's tools, default; an empty value counts as not set.
 * If the YAML file has the list `sources`, the file of the publisher's tools is not read, and with one of the lists
 * `sources` and `outputs` that of the connector is not. Throws `config-unknown-key`, `config-invalid` or
 * `config-unreadable`.
 */
export async function loadSettings(request: SettingsRequest): Promise<LoadedSettings> {
  const { env, cwd, home = homedir() } = request;
  const dotEnv = await readDotEnv(join(cwd, DOT_ENV), DOT_ENV);
  const file = yamlFile(request, dotEnv, home);
  const yaml = await readYaml(file);
  const publisherFile = yaml.sources ? NO_PUBLISHER_FILE : await readPublisherFile(home);
  const connectorFile = yaml.sources || yaml.outputs ? NO_CONNECTOR_FILE : await readConnectorFile(cwd);
  const candidates = [
    ...flagCandidates(request),
    ...yaml.candidates,
    ...connectorFile.candidates,
    ...environmentCandidates(dotEnv, DOT_ENV, cwd),
    ...environmentCandidates(env, ENVIRONMENT, cwd),
    ...publisherFile.candidates,
  ];
  // Some variables of the connector have general names: without a platform they are those of other programs.
  const isConnector = candidates.some(({ name, raw }) => name === 'opencti_url' && raw !== '');
  const warnings = [
    ...unknownVariables(dotEnv, DOT_ENV),
    ...unknownVariables(env, ENVIRONMENT),
    ...(isConnector ? unusedConnectorVariables(dotEnv, DOT_ENV) : []),
    ...(isConnector ? unusedConnectorVariables(env, ENVIRONMENT) : []),
    ...connectorFile.warnings,
    ...publisherFile.warnings,
  ];
  const settings: Record<string, Value> = {};
  const sources: Record<string, string> = {};
  for (const option of OPTIONS) {
    const own = candidates.filter((candidate) => candidate.name === option.name);
    const resolved = await resolveOption(option, own, home);
    settings[option.name] = resolved?.value ?? defaultValue(option, { env, home });
    sources[option.name] = resolved?.place ?? 'default';
    warnings.push(...(resolved?.warnings ?? []));
  }
  const { kinds = SOURCE_KINDS, outputKinds = OUTPUT_KINDS, enricherKinds = ENRICHER_KINDS } = request;
  applyShortForms([...kinds, ...outputKinds], settings, sources);
  const folders = { base: dirname(file.path), home };
  const world = { folders, variables: [dotEnv, env] };
  const lists = {
    sources: { list: SOURCE_LIST, kinds },
    outputs: { list: OUTPUT_LIST, kinds: outputKinds },
    enrichers: { list: ENRICHER_LIST, kinds: enricherKinds },
  };
  const entries = {
    sources: await readEntries(yaml.sources ?? [], lists.sources, world),
    outputs: await readEntries(yaml.outputs ?? [], lists.outputs, world),
    enrichers: await readEntries(yaml.enrichers ?? [], lists.enrichers, world),
  };
  refuseShortForms(entries.sources, settings, lists.sources);
  refuseShortForms(entries.outputs, settings, lists.outputs);
  // Every name was filled in above, by the declarations from which both types are derived.
  return {
    settings: {
      ...settings,
      sources: entries.sources.map(sourceEntry),
      outputs: entries.outputs.map(outputEntry),
      enrichers: entries.enrichers.map(enricherEntry),
    } as unknown as Settings,
    sources: sources as LoadedSettings['sources'],
    entries,
    warnings,
  };
}

/** Gives options that no place sets the defaults of those short forms that are used. */
function applyShortForms(
  kinds: readonly EntryKind[],
  settings: Record<string, Value>,
  sources: Record<string, string>,
): void {
  for (const { kind, shortForm } of kinds.filter((each) => each.shortForm?.isMeant(settings)))
    for (const [name, value] of Object.entries(shortForm?.defaults?.(settings) ?? {})) {
      if (sources[name] !== 'default') continue;
      settings[name] = value;
      sources[name] = `default with ${kind}`;
    }
}

function sourceEntry({ entry, common }: ReadEntry): SourceEntry {
  // All parts of a selection are lists.
  const part = (key: string) => common[key] as readonly string[];
  const { lists, types, excluded } = SELECTION_KEYS;
  return { ...entry, selection: { lists: part(lists), types: part(types), excluded: part(excluded) } };
}

function outputEntry({ entry, common }: ReadEntry): OutputEntry {
  // The values were read with the options of these keys.
  return { ...entry, keys: common as unknown as OutputKeys };
}

function enricherEntry({ entry, common }: ReadEntry): EnricherEntry {
  // The values were read with the options of these keys.
  return { ...entry, keys: common as unknown as EnricherKeys };
}

/** The YAML file that a request reads. */
export function yamlFile({ flags, env, cwd }: SettingsRequest, dotEnv: Variables, home: string): YamlFile {
  const names = [flags.config, dotEnv[CONFIG_VARIABLE], env[CONFIG_VARIABLE]];
  const named = names.find((name): name is string => typeof name === 'string' && !isEmpty(name));
  const shown = named ?? CONFIG_FILE;
  return { path: absolutePath(shown, { base: cwd, home }), shown, named: named !== undefined };
}

function flagCandidates({ flags, cwd }: SettingsRequest): Candidate[] {
  return OPTIONS.flatMap((option) => {
    const given = flags[flagKey(option) ?? ''];
    if (option.flag === undefined || given === undefined) return [];
    const raw = Array.isArray(given) ? given.map(String) : String(given);
    return [{ name: option.name, place: option.flag, raw, base: cwd, inFile: false }];
  });
}

interface ResolvedOption {
  readonly value: Value;
  readonly place: string;
  readonly warnings: readonly string[];
}

/** The first candidate that has a value; adds a warning for each later one with another value. */
async function resolveOption(
  option: Option,
  candidates: readonly Candidate[],
  home: string,
): Promise<ResolvedOption | undefined> {
  const readings = await Promise.all(candidates.map((candidate) => readCandidate(option, candidate, home)));
  const [winner, ...others] = readings.filter((reading) => reading !== undefined);
  if (!winner) return undefined;
  const { candidate, reading } = winner;
  if ('problem' in reading)
    throw invalidValue(
      option,
      { place: candidate.place, holds: candidate.inFile ? 'file' : 'value' },
      reading.problem,
    );
  const warnings = others
    .filter((other) => !isDeepStrictEqual(other.reading, reading))
    .map(
      (other) =>
        `${option.name}: ${candidate.place} and ${other.candidate.place} disagree; ${candidate.place} is used`,
    );
  return { value: reading.value, place: candidate.place, warnings };
}

/** The value of a candidate, or undefined if it is empty. */
async function readCandidate(
  option: Option,
  candidate: Candidate,
  home: string,
): Promise<{ readonly candidate: Candidate; readonly reading: Reading } | undefined> {
  if (isEmpty(candidate.raw)) return undefined;
  const folders = { base: candidate.base, home };
  const content = candidate.inFile ? await secretFileContent(candidate.raw, folders) : { raw: candidate.raw };
  if ('problem' in content) return { candidate, reading: content };
  return isEmpty(content.raw) ? undefined : { candidate, reading: readValue(option, content.raw, folders) };
}
