// Builds the JSON Schema of a single option.
import type { Option } from '../domain/option.js';
import { fixedDefault } from './describe.js';

export type Schema = Readonly<Record<string, unknown>>;

/** The accepted values of an option, with its description, default and example. */
export function optionSchema(option: Option): Schema {
  const value = fixedDefault(option);
  return {
    description: option.description,
    ...typeSchema(option),
    ...(value === undefined ? {} : { default: value }),
    examples: [option.example],
  };
}

function typeSchema(option: Option): Schema {
  switch (option.type) {
    case 'string':
    case 'path':
      return { type: 'string' };
    case 'url':
      return { type: 'string', pattern: `^(${option.schemes.join('|')})://` };
    case 'integer':
      // The limits apply to numbers; a duration is a text.
      return {
        type: option.duration ? ['integer', 'string'] : 'integer',
        ...{ minimum: option.min, maximum: option.max },
      };
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
