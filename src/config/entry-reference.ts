// Generates the reference of the lists `sources`, `outputs` and `enrichers`: the keys of each kind, from its declaration.

import type { Renewal } from '../domain/enricher-entry.js';
import type { EntryKind } from '../domain/source-entry.js';
import { defaultText, NO_DEFAULT } from './describe.js';
import { commonKeys, type EntryKey, entryKeys } from './entry-keys.js';
import { ENRICHER_LIST, type EntryList, OUTPUT_LIST, SOURCE_LIST } from './entry-lists.js';
import { entriesText } from './entry-template.js';
import { CONFIG_FILE } from './options.js';
import { expectedValue } from './value.js';

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

const INTRODUCTION = `## Sources

The list \`sources\` in \`${CONFIG_FILE}\` names the places from which reports are read: any number of accounts of the Reports
API, mailboxes and folders. Each has a \`name\`, a \`kind\` and the keys of that kind. A name has small letters, digits, \`-\`
and \`_\`, begins with a letter and has 32 characters at most; ${quoted(SOURCE_LIST.reserved)} are
taken. Two sources never share a name.

A secret such as \`key\` is in the file itself, in a separate file that \`key_file\` names, or in an environment
variable that \`key_env\` names. A source whose secret is missing there is not opened; the others are read.

The options outside of \`sources\` set up one account of the Reports API, which is the source \`api\`, and one mailbox, the
source \`mail\`. One file may contain both forms. With the list \`sources\`, \`~/.shadowserver.api\` is not read.
[How to](../how-to/sources.md) shows sources at work.`;

const OUTPUTS_INTRODUCTION = `## The list of outputs

The list \`outputs\` in \`${CONFIG_FILE}\` names the systems to which Sundial sends events and findings: any number of them,
several of one kind as well. Each has a \`name\`, a \`kind\`, the keys of every output and those of its kind. Names and
secrets follow the same rules as [those of sources](#sources); ${quoted(OUTPUT_LIST.reserved)} are taken.`;

const ENRICHERS_INTRODUCTION = `## The list of enrichers

The list \`enrichers\` in \`${CONFIG_FILE}\` names where Sundial learns more about the addresses of events: any number of
tables and services, several of one kind as well. What they know is in fields of its own, \`enriched_asn\` and others, beside
the report's values; of several enrichers that have a value, the first in the list takes precedence. Each has a \`name\`, a
\`kind\`, the keys of every enricher and those of its kind. Names and secrets follow the same rules as
[those of sources](#sources); ${quoted(ENRICHER_LIST.reserved)} is taken. [How to](../how-to/enrichment.md) shows enrichers at
work.`;

/** The section on sources. */
export function sourcesReference(kinds: readonly EntryKind[]): string {
  return listReference(kinds, SOURCE_LIST, INTRODUCTION);
}

/** The section on outputs. */
export function outputsReference(kinds: readonly EntryKind[]): string {
  return listReference(kinds, OUTPUT_LIST, OUTPUTS_INTRODUCTION);
}

interface RenewedKind extends EntryKind {
  readonly renewal: Renewal;
}

/** The section on enrichers. */
export function enrichersReference(kinds: readonly RenewedKind[]): string {
  return [listReference(kinds, ENRICHER_LIST, ENRICHERS_INTRODUCTION), renewalText(kinds)].join('\n\n');
}

function renewalText(kinds: readonly RenewedKind[]): string {
  const rows = kinds.map(
    ({ kind, renewal: { age, cache, pace, offline } }) =>
      `| \`${kind}\` | ${[age, cache, pace, offline].join(' | ')} |`,
  );
  return [
    '### How enrichers are renewed',
    `An update asks for what is new. Whatever it cannot get, what was known before stays in use; loads of events ask nobody.`,
    [
      '| kind | what it knows counts | not asked for again | bounds of an update | without the network it can |',
      '|---|---|---|---|---|',
      ...rows,
    ].join('\n'),
  ].join('\n\n');
}

function listReference(kinds: readonly EntryKind[], list: EntryList, introduction: string): string {
  const example = ['```yaml', entriesText(kinds, list, ''), '```'].join('\n');
  const common = [
    `### Keys of every ${list.noun}`,
    tableOf(commonKeys(list), { entry: {}, required: [] }),
  ].join('\n\n');
  const texts = kinds.map((kind) => kindText(kind, list));
  return [introduction, example, common, ...texts].join('\n\n');
}

function kindText(kind: EntryKind, list: EntryList): string {
  const own = entryKeys(kind, list).filter(({ isCommon, holds }) => !isCommon && holds === 'value');
  return [`### kind: ${kind.kind}`, kind.description, tableOf(own, kind)].join('\n\n');
}

function tableOf(keys: readonly EntryKey[], kind: Pick<EntryKind, 'entry' | 'required'>): string {
  const rows = keys.map((key) => `| ${cellsOf(key, kind).join(' | ')} |`);
  return ['| key | accepts | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function cellsOf(
  { name, option }: EntryKey,
  { entry, required }: Pick<EntryKind, 'entry' | 'required'>,
): string[] {
  const byDefault = defaultText(option);
  const shown = byDefault === NO_DEFAULT ? byDefault : `\`${byDefault}\``;
  const names = option.secret ? `\`${name}\`, \`${name}_file\` or \`${name}_env\`` : `\`${name}\``;
  return [
    names,
    expectedValue(option),
    required.includes(name) ? 'needed' : shown,
    inEntryWords(option.description, entry),
  ];
}

/** Descriptions refer to other options by their names in the short form; in an entry these options are keys. */
function inEntryWords(description: string, entry: EntryKind['entry']): string {
  return Object.entries(entry).reduce(
    (text, [key, { name }]) => text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), key),
    description,
  );
}
