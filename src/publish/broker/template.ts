// The templates with which outputs to brokers name keys, topics and queues.
import { SundialError } from '../../domain/errors.js';
import { listed, placeProblem } from '../../domain/template.js';
import { MESSAGE_PLACES } from '../body/body.js';

/** @throws SundialError `output-setting` for a template that cannot be filled */
export function checkTemplate(output: string, key: string, template: string): void {
  const problem = placeProblem(template, MESSAGE_PLACES);
  if (problem === undefined) return;
  const expected = `a text, which may have the places ${listed(MESSAGE_PLACES)}`;
  throw new SundialError('output-setting', { output, key, problem, expected });
}

/**
 * Writes the named characters of a value as `%2F`, as in URLs, so that different values stay different.
 *
 * @param special characters that have a meaning for the broker
 */
export function percentEscaped(value: string, special: RegExp): string {
  return value.replaceAll(/./gsu, (char) => (special.test(char) || char === '%' ? encoded(char) : char));
}

const encoded = (char: string) =>
  [...Buffer.from(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
