// Builds the JSON Schema of the list `sources`: one object per kind, with the keys of that kind.
import type { EntryKind } from '../domain/source-entry.js';
import { type EntryKey, entryKeys, RESERVED_NAMES, SOURCE_NAME } from './entry-keys.js';
import { optionSchema, type Schema } from './option-schema.js';

/** The schema of the list. */
export function sourcesSchema(kinds: readonly EntryKind[]): Schema {
  return {
    description: 'The places from which reports are read, each with a name and a kind.',
    type: 'array',
    items: { anyOf: kinds.map(entrySchema) },
  };
}

function entrySchema(kind: EntryKind): Schema {
  const keys = entryKeys(kind);
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
        description: `A unique name for the source, but none of ${RESERVED_NAMES.join(', ')}.`,
        type: 'string',
        pattern: SOURCE_NAME.source,
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
