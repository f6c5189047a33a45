// Writes examples of entries of the configuration's lists: one per kind, with its required keys.
import type { EntryKind } from '../domain/source-entry.js';
import { secretFileExample } from './candidate.js';
import { ENRICHER_LIST, type EntryList, OUTPUT_LIST, SOURCE_LIST } from './entry-lists.js';
import { yamlText } from './yaml-text.js';

/** The part of a new configuration file on the list of sources, commented out. */
export function sourcesTemplate(kinds: readonly EntryKind[]): string {
  return [
    '## ---- Sources ----',
    '',
    '## Several accounts of the Reports API, mailboxes and folders at once; docs/reference/configuration.md has all keys.',
    entriesText(kinds, SOURCE_LIST, '# '),
  ].join('\n');
}

/** The part of a new configuration file on the list of outputs, commented out. */
export function outputsTemplate(kinds: readonly EntryKind[]): string {
  return [
    '## ---- Outputs to other systems ----',
    '',
    '## Any number of them; docs/reference/configuration.md has all keys.',
    entriesText(kinds, OUTPUT_LIST, '# '),
  ].join('\n');
}

/** The part of a new configuration file on the list of enrichers, commented out. */
export function enrichersTemplate(kinds: readonly EntryKind[]): string {
  return [
    '## ---- Enrichers ----',
    '',
    '## What is added to events about their addresses; the first enricher that has a value takes precedence.',
    entriesText(kinds, ENRICHER_LIST, '# '),
  ].join('\n');
}

/** @param before the beginning of each line */
export function entriesText(kinds: readonly EntryKind[], { key }: EntryList, before: string): string {
  return [`${key}:`, ...kinds.flatMap(entryLines)].map((line) => before + line).join('\n');
}

function entryLines({ kind, entry, required }: EntryKind): string[] {
  const keys = required.map((key) => {
    const option = entry[key]!;
    return option.secret
      ? `${key}_file: ${secretFileExample(option)}`
      : `${key}: ${yamlText(option.example)}`;
  });
  const [first, ...others] = [`name: example-${kind}`, `kind: ${kind}`, ...keys];
  return [`  - ${first}`, ...others.map((line) => `    ${line}`)];
}
