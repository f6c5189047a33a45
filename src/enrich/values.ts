// Reads single values of tables and answers: legible text of limited length, numbers of autonomous systems, country codes.
import { LIMITS } from '../domain/limits.js';

/** A text without characters that could disturb a terminal or a table, cut to the limit; undefined if nothing is left. */
export function legibleText(text: string): string | undefined {
  if (text === '') return undefined;
  const legible = text
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, LIMITS.enrichedCharacters)
    // The cut may leave half of a character.
    .replace(/\p{Cs}$/u, '');
  return legible === '' ? undefined : legible;
}

const HIGHEST_ASN = 2 ** 32 - 1;

/** The number in `64496` or `AS64496`; undefined for any other text, and for 0, which names no system (RFC 7607). */
export function asnOf(text: string): number | undefined {
  const [, digits] = /^(?:AS)?(\d{1,10})$/i.exec(text.trim()) ?? [];
  const number = Number(digits);
  return digits !== undefined && number > 0 && number <= HIGHEST_ASN ? number : undefined;
}

/** A country code in capitals; undefined for any other text. */
export function countryOf(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{2}$/.test(code) ? code : undefined;
}

/** The day at the beginning of a time in ISO form; undefined for any other text. */
export function leadingDay(text: string): string | undefined {
  const [day] = /^\d{4}-\d\d-\d\d(?=T|$)/.exec(text) ?? [];
  return day !== undefined && !Number.isNaN(Date.parse(day)) ? day : undefined;
}
