// Lists the files of the configuration for a backup, with or without their secrets.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { redact } from '../domain/secret.js';
import type { Candidate } from './candidate.js';
import { connectorFilePath, hasConnectorFile } from './connector-file.js';
import { type EntryKey, entryKeys } from './entry-keys.js';
import { ENRICHER_LIST, OUTPUT_LIST, SOURCE_LIST } from './entry-lists.js';
import { environmentCandidates, readDotEnv } from './environment.js';
import { readText } from './file.js';
import { DOT_ENV, type LoadedSettings, type SettingsRequest, yamlFile } from './load.js';
import { yamlKeys } from './option.js';
import { CONFIG_FILE, ENRICHER_KINDS, OPTIONS, OUTPUT_KINDS, SOURCE_KINDS } from './options.js';
import { publisherFilePath } from './publisher-file.js';
import { secretsOf } from './secrets.js';
import { absolutePath } from './value.js';
import { readYaml, type WrittenEntry } from './yaml-file.js';

/** A file of the configuration. */
export interface KeptFile {
  /**
   * Its name, such as `sundial.yaml` or `secrets/api_secret`; files of secrets have the name of their option, or of
   * the key of their source, output or enricher.
   */
  readonly name: string;
  readonly content: string;
}

/** An existing file, with the name under which the backup keeps it. */
type Found = readonly [name: string, path: string];

/** A shorter secret may occur in the file by chance; its own key has been emptied already. */
const LEAST_SECRET = 6;

/**
 * The files from which the settings were read. Without secrets, the result is only the YAML file, with empty values
 * for secrets and without comments, because comments may contain old secrets.
 *
 * @param loaded the result of `loadSettings` for the same request
 */
export async function configurationFiles(
  request: SettingsRequest,
  { settings }: Pick<LoadedSettings, 'settings'>,
  withSecrets: boolean,
): Promise<KeptFile[]> {
  const { cwd, home = homedir() } = request;
  const dotEnv = join(cwd, DOT_ENV);
  const yaml = yamlFile(request, await readDotEnv(dotEnv, DOT_ENV), home);
  const [file] = await existing([[CONFIG_FILE, yaml.path]]);
  if (!withSecrets) {
    if (!file) return [];
    const secrets = secretsOf(settings).filter((secret) => secret.reveal().length >= LEAST_SECRET);
    return [{ ...file, content: redact(await withoutSecrets(file.content, keysOf(request)), secrets) }];
  }
  const others: Found[] = [
    [DOT_ENV, dotEnv],
    ...((await hasConnectorFile(cwd)) ? [['config.yml', connectorFilePath(cwd)] as const] : []),
    ['shadowserver.api', publisherFilePath(home)],
    ...(await secretFiles(request, home)),
  ];
  return [...(file ? [file] : []), ...(await existing(others))];
}

async function existing(files: readonly Found[]): Promise<KeptFile[]> {
  const kept: KeptFile[] = [];
  for (const [name, path] of files) {
    const file = await readText(path);
    if ('text' in file) kept.push({ name, content: file.text });
  }
  return kept;
}

/** The files that options, sources, outputs and enrichers name in place of a secret. */
async function secretFiles(request: SettingsRequest, home: string): Promise<Found[]> {
  const { cwd, env } = request;
  const dotEnv = await readDotEnv(join(cwd, DOT_ENV), DOT_ENV);
  const yaml = yamlFile(request, dotEnv, home);
  const { candidates, sources = [], outputs = [], enrichers = [] } = await readYaml(yaml);
  const all: Candidate[] = [
    ...candidates,
    ...environmentCandidates(dotEnv, DOT_ENV, cwd),
    ...environmentCandidates(env, 'the environment', cwd),
  ];
  const named = all
    .filter(({ inFile, raw }) => inFile && typeof raw === 'string' && raw.trim() !== '')
    .map(
      ({ name, raw, base }): Found => [`secrets/${name}`, absolutePath(String(raw).trim(), { base, home })],
    );
  const base = join(yaml.path, '..');
  const keys = keysOf(request);
  const ofEntries = [
    ...sources.flatMap((entry) => fileKeys(entry, keys, 'secrets/')),
    ...outputs.flatMap((entry) => fileKeys(entry, keys, 'secrets/output.')),
    ...enrichers.flatMap((entry) => fileKeys(entry, keys, 'secrets/enricher.')),
  ].map(([name, path]): Found => [name, absolutePath(path, { base, home })]);
  // The first place takes precedence, as in the reading of settings.
  return [...new Map([...named, ...ofEntries].reverse())].reverse();
}

/** The keys of all kinds of sources, outputs and enrichers. */
function keysOf({
  kinds = SOURCE_KINDS,
  outputKinds = OUTPUT_KINDS,
  enricherKinds = ENRICHER_KINDS,
}: SettingsRequest): EntryKey[] {
  return [
    ...kinds.flatMap((kind) => entryKeys(kind, SOURCE_LIST)),
    ...outputKinds.flatMap((kind) => entryKeys(kind, OUTPUT_LIST)),
    ...enricherKinds.flatMap((kind) => entryKeys(kind, ENRICHER_LIST)),
  ];
}

/** @param place the beginning of the files' names */
function fileKeys({ keys }: WrittenEntry, all: readonly EntryKey[], place: string): Found[] {
  const entry = keys.find(({ name }) => name === 'name')?.raw();
  const known = all.filter(({ holds }) => holds === 'file');
  return keys.flatMap(({ name, raw }): Found[] => {
    const key = known.find((each) => each.name === name);
    const path = raw();
    return key && typeof path === 'string' ? [[`${place}${String(entry)}.${key.sets}`, path.trim()]] : [];
  });
}

/** A YAML text with empty values for its secrets and without comments. */
async function withoutSecrets(text: string, keys: readonly EntryKey[]): Promise<string> {
  const yaml = await import('yaml');
  const secret = secretKeys(keys);
  const ranges: (readonly [number, number])[] = [];
  yaml.visit(yaml.parseDocument(text, { logLevel: 'silent' }), {
    Pair: (_, { key, value }) => {
      if (yaml.isScalar(key) && secret.has(String(key.value)) && yaml.isNode(value) && value.range)
        ranges.push([value.range[0], value.range[1]]);
    },
  });
  let emptied = text;
  // Starts at the end, so that earlier offsets stay valid.
  for (const [from, to] of ranges.toSorted((a, b) => b[0] - a[0]))
    emptied = `${emptied.slice(0, from)}''${emptied.slice(from, to).endsWith('\n') ? '\n' : ''}${emptied.slice(to)}`;
  const tokens = [...new yaml.Lexer().lex(emptied)];
  const isText = (token: string) => !token.startsWith('#') && !CONTROLS.has(token);
  return tokens
    .filter(isText)
    .join('')
    .replace(/^[ \t]*\n/gm, '');
}

/** Marks of the lexer that do not stand for text: the start of a document, flow errors, and scalars. */
const CONTROLS = new Set(['\u{2}', '\u{18}', '\u{1f}']);

function secretKeys(keys: readonly EntryKey[]): ReadonlySet<string> {
  const ofOptions = OPTIONS.filter(({ secret }) => secret).flatMap(yamlKeys);
  const ofEntries = keys.filter(({ option }) => option.secret);
  return new Set([
    ...ofOptions.filter(({ inFile }) => !inFile).map(({ name }) => name),
    ...ofEntries.filter(({ holds }) => holds === 'value').map(({ name }) => name),
  ]);
}
