// Builds the JSON Schema of sundial.yaml, with which editors complete and check the file.

import type { Option } from '../domain/option.js';
import { fixedDefault } from './describe.js';
import { yamlKeys } from './option.js';
import { OPTIONS } from './options.js';

type Schema = Readonly<Record<string, unknown>>;

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
    properties: Object.fromEntries(properties),
  };
}

function optionSchema(option: Option): Schema {
  const value = fixedDefault(option);
  return {
    description: option.description,
    ...typeSchema(option),
    ...(value === undefined ? {} : { default: value }),
    examples: [option.example],
  };
}

function fileSchema(option: Option): Schema {
  return { description: `A file that holds ${option.name}.`, type: 'string' };
}

function typeSchema(option: Option): Schema {
  switch (option.type) {
    case 'string':
    case 'path':
      return { type: 'string' };
    case 'url':
      return { type: 'string', pattern: `^(${option.schemes.join('|')})://` };
    case 'integer':
    case 'number':
      return { type: option.type, minimum: option.min, maximum: option.max };
    case 'boolean':
      return { type: 'boolean' };
    case 'enum':
      return { enum: option.values };
    case 'list':
      return { type: 'array', items: { type: 'string' } };
    case 'numbers':
      return {
        type: 'object',
        additionalProperties: { type: 'integer', minimum: option.min, maximum: option.max },
      };
  }
}
