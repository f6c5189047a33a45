// The values that the places of the configuration offer for an option before one of them takes precedence.
import { SundialError } from '../domain/errors.js';
import type { Option } from '../domain/option.js';
import { valueText } from './option.js';
import { expectedValue, type Raw } from './value.js';

/** The value of one option at one place. */
export interface Candidate {
  readonly name: string;
  /** The name shown to people: `--data-dir`, `sundial.yaml:3`, `SUNDIAL_DATA_DIR in .env`. */
  readonly place: string;
  readonly raw: Raw;
  /** The folder to which relative paths of this place refer. */
  readonly base: string;
  /** Whether `raw` names a file that holds the value. */
  readonly inFile: boolean;
}

/** An example of a file that holds a secret, as container platforms mount them. */
export const secretFileExample = (option: Option): string => `/run/secrets/${option.name}`;

/** The content of a place: the value itself, the path of a file that holds it, or the name of a variable that does. */
export type Holds = 'value' | 'file' | 'variable';

/** The error for a value that cannot be used: place, key, problem, expected, example. */
export function invalidValue(
  option: Option,
  at: { readonly place: string; readonly holds: Holds; readonly key?: string },
  problem: string,
): SundialError {
  const { place, key = option.name } = at;
  return new SundialError('config-invalid', { place, key, problem, ...wanted(option, at.holds) });
}

function wanted(option: Option, holds: Holds): { readonly expected: string; readonly example: string } {
  const { name, example } = option;
  if (holds === 'file')
    return {
      expected: `the path of a readable file that holds ${name}`,
      example: secretFileExample(option),
    };
  if (holds === 'variable')
    return { expected: `the name of a variable that holds ${name}`, example: name.toUpperCase() };
  return { expected: expectedValue(option), example: valueText(example) };
}
