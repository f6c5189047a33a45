// Takes single values from the answers and tables of other organisations, which may hold anything.
import { asnOf, countryOf, legibleText } from './values.js';

/** Signs of a missing value in tables and answers. */
const MISSING: ReadonlySet<string> = new Set(['-', 'NA', 'N/A', 'ZZ', 'NULL', 'NONE']);
const EMAIL = /^[^\s@<>"',;:\\]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])$/i;

/**
 * A legible text; undefined if it says nothing. What it contains is left to the forms of output, each of which has its
 * own dangerous characters.
 */
export function foreignText(value: unknown): string | undefined {
  const text = typeof value === 'string' ? legibleText(value) : undefined;
  return text !== undefined && MISSING.has(text.toUpperCase()) ? undefined : text;
}

/** A code of ISO 3166-1 alpha-2 in upper case. `NA`, which is missing elsewhere, is Namibia; `ZZ` is no country. */
export function foreignCountry(value: unknown): string | undefined {
  const code = typeof value === 'string' ? countryOf(value) : undefined;
  return code === 'ZZ' ? undefined : code;
}

/** The number of an autonomous system, given as a number or a text such as `AS64496`. */
export function foreignAsn(value: unknown): number | undefined {
  return asnOf(String(value));
}

/** An address of electronic mail that a person could write to. */
export function foreignEmail(value: unknown): string | undefined {
  const text = foreignText(value)?.replace(/^mailto:/i, '');
  return text !== undefined && text.length <= 254 && EMAIL.test(text) ? text : undefined;
}
