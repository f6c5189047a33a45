// Builds the JSON Schema of the lists of entries: one object per kind, with the keys of that kind.
import type { EntryKind } from '../domain/source-entry.js';
import { ENTRY_NAME, type EntryKey, entryKeys } from './entry-keys.js';
import { ENRICHER_LIST, type EntryList, OUTPUT_LIST, SOURCE_LIST } from './entry-lists.js';
import { optionSchema, type Schema } from './option-schema.js';

/** The schema of the list of sources. */
export function sourcesSchema(kinds: readonly EntryKind[]): Schema {
  return listSchema(
    kinds,
    SOURCE_LIST,
    'The places from which reports are read, each with a name and a kind.',
  );
}

/** The schema of the list of outputs. */
export function outputsSchema(kinds: readonly EntryKind[]): Schema {
  return listSchema(
    kinds,
    OUTPUT_LIST,
    'The systems to which events and findings are sent, each with a name and a kind.',
  );
}

/** The schema of the list of enrichers. */
export function enrichersSchema(kinds: readonly EntryKind[]): Schema {
  return listSchema(
    kinds,
    ENRICHER_LIST,
    'The tables and services that know more about the addresses of events, each with a name and a kind.',
  );
}

function listSchema(kinds: readonly EntryKind[], list: EntryList, description: string): Schema {
  return {
    description,
    type: 'array',
    items: { anyOf: kinds.map((kind) => entrySchema(kind, list)) },
  };
}

function entrySchema(kind: EntryKind, list: EntryList): Schema {
  const keys = entryKeys(kind, list);
  // A secret has several keys, of which an entry may use only one; a schema with that rule would be unreadable in
  // editors.
  const required = kind.required.filter((name) => !kind.entry[name]!.secret);
  return {
    title: kind.kind,
    description: kind.description,
    type: 'object',
    additionalProperties: false,
    required: ['name', 'kind', ...required],
    properties: {
      name: {
        description: `A unique name for the ${list.noun}, but none of ${list.reserved.join(', ')}.`,
        type: 'string',
        pattern: ENTRY_NAME.source,
      },
      kind: { const: kind.kind },
      ...Object.fromEntries(keys.map((key) => [key.name, keySchema(key)])),
    },
  };
}

function keySchema({ option, sets, holds }: EntryKey): Schema {
  if (holds === 'value') return optionSchema(option);
  if (holds === 'file') return { description: `A file that holds ${sets}.`, type: 'string' };
  return { description: `An environment variable that holds ${sets}.`, type: 'string' };
}
