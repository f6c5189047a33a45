// Takes single values from the answers and tables of other organisations, which may hold anything.
import { LOOKUP_LIMITS } from '../domain/limits-lookups.js';

/** Signs of a missing value in tables and answers. */
const MISSING: ReadonlySet<string> = new Set(['', '-', 'NA', 'N/A', 'ZZ', 'NULL', 'NONE']);
const LARGEST_ASN = 0xffff_ffff;
const EMAIL = /^[^\s@<>"',;:\\]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])$/i;

/**
 * A text on one line, of at most `LOOKUP_LIMITS.valueCharacters`; undefined if it says nothing. What the line contains is
 * left to the forms of output, each of which has its own dangerous characters.
 */
export function foreignText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const { valueCharacters } = LOOKUP_LIMITS;
  const line = value
    .slice(0, valueCharacters * 4)
    .replaceAll(/[\s\0]+/g, ' ')
    .trim();
  if (MISSING.has(line.toUpperCase())) return undefined;
  // Half of a surrogate pair, which JSON and a cut can leave, is no text that UTF-8 can carry.
  return Buffer.from(line.slice(0, valueCharacters)).toString('utf8');
}

/** A code of ISO 3166-1 alpha-2 in upper case. */
export function foreignCountry(value: unknown): string | undefined {
  const text = foreignText(value)?.toUpperCase();
  return text !== undefined && /^[A-Z]{2}$/.test(text) ? text : undefined;
}

/** The number of an autonomous system, given as a number or a text such as `AS64496`; 0 stands for none. */
export function foreignAsn(value: unknown): number | undefined {
  const text = typeof value === 'string' ? value.trim().replace(/^AS/i, '') : String(value);
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const asn = Number(text);
  return asn > 0 && asn <= LARGEST_ASN ? asn : undefined;
}

/** An address of electronic mail that a person could write to. */
export function foreignEmail(value: unknown): string | undefined {
  const text = foreignText(value)?.replace(/^mailto:/i, '');
  return text !== undefined && text.length <= 254 && EMAIL.test(text) ? text : undefined;
}
