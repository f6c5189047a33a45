// Writes values as YAML.
import type { Value } from '../domain/option.js';

/** Text that YAML reads as a string without quotes. */
const PLAIN = /^[a-z/][\w./:-]*\w$/i;

/** A value on one line. */
export function yamlText(value: Value): string {
  // JSON is YAML too, for numbers, lists and every other text.
  return typeof value === 'string' && PLAIN.test(value) ? value : JSON.stringify(value);
}
