// Refuses names of countries where reports hold codes; a name would silently find nothing.
import { SundialError } from '../../domain/errors.js';
import { nearest } from '../../domain/nearest.js';

/** A code of two letters after any operator, a literal, or nothing, which finds rows without a country. */
const CODE = /^[|&!-]?(=.*|[a-z]{2})?$/i;

/** The name of every country by its code (ISO 3166), in English. */
function countries(): Map<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const named = codes.map((code) => [names.of(code), code] as const);
  return new Map(named.filter((country): country is [string, string] => country[0] !== undefined));
}

/** @throws SundialError `usage` with the code of the country that was probably meant */
export function requireCountryCode(given: string): void {
  if (CODE.test(given)) return;
  const known = countries();
  const name = nearest(given.replace(/^[|&!-]/, ''), known.keys());
  const meant = name === undefined ? '' : ` (did you mean ${known.get(name)}, ${name}?)`;
  const problem = `--geo: "${given}" is not a country code${meant}. Give two letters, such as DE; with "=" in front, any value is searched for`;
  throw new SundialError('usage', { problem });
}
