// Writes examples of entries of `sources`: one per kind, with its required keys.
import type { EntryKind } from '../domain/source-entry.js';
import { secretFileExample } from './candidate.js';
import { SOURCES_KEY } from './yaml-file.js';
import { yamlText } from './yaml-text.js';

/** The part of a new configuration file on the list of sources, commented out. */
export function sourcesTemplate(kinds: readonly EntryKind[]): string {
  return [
    '## ---- Sources ----',
    '',
    '## Several accounts of the Reports API, mailboxes and folders at once; docs/reference/configuration.md has all keys.',
    entriesText(kinds, '# '),
  ].join('\n');
}

/** @param before the beginning of each line */
export function entriesText(kinds: readonly EntryKind[], before: string): string {
  return [`${SOURCES_KEY}:`, ...kinds.flatMap(entryLines)].map((line) => before + line).join('\n');
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
