// What the places of the configuration hand over for an option before one of them wins.
import { SundialError } from '../domain/errors.js';
import type { Option } from '../domain/option.js';
import { valueText } from './option.js';
import { expectedValue, type Raw } from './value.js';

/** What one place says about one option. */
export interface Candidate {
  readonly name: string;
  /** As shown to people: `--data-dir`, `sundial.yaml:3`, `SUNDIAL_DATA_DIR in .env`. */
  readonly place: string;
  readonly raw: Raw;
  /** The folder at which relative paths of this place start. */
  readonly base: string;
  /** Whether `raw` names a file that holds the value. */
  readonly inFile: boolean;
}

/** An example of a file that holds a secret, as container platforms mount them. */
export const secretFileExample = (option: Option): string => `/run/secrets/${option.name}`;

/** The error for a value that cannot be used: place, key, problem, expected, example. */
export function invalidValue(
  option: Option,
  place: Pick<Candidate, 'place' | 'inFile'>,
  problem: string,
): SundialError {
  return new SundialError('config-invalid', {
    place: place.place,
    key: option.name,
    problem,
    expected: place.inFile ? `the path of a readable file that holds ${option.name}` : expectedValue(option),
    example: place.inFile ? secretFileExample(option) : valueText(option.example),
  });
}
