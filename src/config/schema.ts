// Builds the JSON Schema of sundial.yaml, which lets editors complete and check the file.

import type { Option } from '../domain/option.js';
import { enrichersSchema, outputsSchema, sourcesSchema } from './entry-schema.js';
import { yamlKeys } from './option.js';
import { optionSchema, type Schema } from './option-schema.js';
import { ENRICHER_KINDS, OPTIONS, OUTPUT_KINDS, SOURCE_KINDS } from './options.js';

/** The schema of the whole file. */
export function settingsSchema(): Schema {
  const properties = OPTIONS.flatMap((option) =>
    yamlKeys(option).map(({ name, inFile }) => [name, inFile ? fileSchema(option) : optionSchema(option)]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: "Sundial's configuration",
    type: 'object',
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(properties),
      sources: sourcesSchema(SOURCE_KINDS),
      outputs: outputsSchema(OUTPUT_KINDS),
      enrichers: enrichersSchema(ENRICHER_KINDS),
    },
  };
}

function fileSchema(option: Option): Schema {
  return { description: `A file that holds ${option.name}.`, type: 'string' };
}
