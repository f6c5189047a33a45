// Prints values as JSON that a terminal can show: invisible characters are written as escapes, which programs read
// back exactly.
import { HIDDEN } from './hidden.js';

/** A value as JSON. @param indent spaces of each level; omitted = everything on one line */
export function json(value: unknown, indent = 0): string {
  return shownJson(JSON.stringify(value, null, indent));
}

/** JSON from elsewhere in the same form. */
export function shownJson(text: string): string {
  // JSON's own line breaks are the only hidden characters outside of strings.
  return text.replaceAll(HIDDEN, (character) => (character === '\n' ? character : escaped(character)));
}

/** JSON escapes of a character: two for a character outside of the basic plane. */
function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}
