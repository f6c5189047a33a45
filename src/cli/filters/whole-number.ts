// Parses the values of options that are numbers.
import { InvalidArgumentError } from 'commander';

/** Parses a whole number, 1 or higher. */
export function positive(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('Expected a whole number from 1.');
  return Number(text);
}

/** Parses the number of a port. */
export function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) === 0 || Number(text) > 65_535)
    throw new InvalidArgumentError('Expected a port from 1 to 65535.');
  return Number(text);
}
