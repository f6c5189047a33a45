// Parses cells as numbers, times, severities and addresses, and reports whether printing gives the same text.

import { type AddressRange, formatRange, parseAddress } from '../../domain/address.js';
import type { HexForm } from '../../domain/carried-columns.js';
import { DAY_SECONDS } from '../../domain/days.js';
import { SEVERITIES } from '../../domain/event-columns.js';

/** A typed value; `exact` = its canonical text equals the cell, so that the text need not be stored. */
export interface Reading<T> {
  readonly value: T;
  readonly exact: boolean;
}

const ZERO = 0x30;
const NINE = 0x39;

/**
 * Canonical decimal from 1 to `max`, or -1. Zero is not canonical because a stored 0 means "no value".
 */
export function canonicalNumber(bytes: Uint8Array, start: number, end: number, max: number): number {
  if (end - start > 10 || bytes[start] === ZERO) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte < ZERO || byte > NINE) return -1;
    value = value * 10 + (byte - ZERO);
  }
  return value > 0 && value <= max ? value : -1;
}

/** Maximum length of a number or time; protects the patterns below from megabytes of blanks. */
const LONGEST = 64;

/** Parses a number with surrounding blanks, leading zeros or the prefix `AS`; undefined for other text. */
export function lenientNumber(text: string, max: number): number | undefined {
  const match = text.length <= LONGEST && /^\s*(?:AS)?0*(\d{1,10})\s*$/i.exec(text);
  if (!match) return undefined;
  const value = Number(match[1]);
  return value <= max ? value : undefined;
}

/** The last second that the engine's DateTime holds, 2106-02-07 06:28:15. */
const LAST_SECOND = 0xffff_ffff;

/** Two digits at `at` as a number, or NaN. */
function pair(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Seconds since 1970 of `YYYY-MM-DD HH:MM:SS` (UTC, the publisher's form); -1 for any other text. */
export function canonicalTime(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 19 || bytes[start + 10] !== 0x20) return -1;
  if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return -1;
  if (bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a) return -1;
  const hour = pair(bytes, start + 11);
  const minute = pair(bytes, start + 14);
  const second = pair(bytes, start + 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return -1;
  const year = pair(bytes, start) * 100 + pair(bytes, start + 2);
  const day = dayNumber(year, pair(bytes, start + 5), pair(bytes, start + 8));
  if (day < 0) return -1;
  const seconds = day * DAY_SECONDS + hour * 3600 + minute * 60 + second;
  return seconds > 0 && seconds <= LAST_SECOND ? seconds : -1;
}

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HTTP_TIME = /^([A-Z][a-z]{2}), (\d\d) ([A-Z][a-z]{2}) (\d{4}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d) GMT$/;
const HTTP_TIME_BYTES = 29;

/** Seconds since 1970 of `Thu, 15 Jan 2026 10:00:00 GMT` (RFC 9110, section 5.6.7); -1 for any other text. */
export function canonicalHttpTime(bytes: Buffer, start: number, end: number): number {
  if (end - start !== HTTP_TIME_BYTES) return -1;
  const match = HTTP_TIME.exec(bytes.toString('latin1', start, end));
  if (!match) return -1;
  const [, weekday, date, month, year, ...clock] = match;
  const day = dayNumber(Number(year), MONTHS.indexOf(month!) + 1, Number(date));
  if (day < 0 || WEEKDAYS[day % 7] !== weekday) return -1;
  const [hour, minute, second] = clock.map(Number);
  const seconds = day * DAY_SECONDS + hour! * 3600 + minute! * 60 + second!;
  return seconds > 0 && seconds <= LAST_SECOND ? seconds : -1;
}

/** The values of hexadecimal digits by their bytes; -1 for other bytes. */
const DIGITS = (letters: string): Int8Array => {
  const digits = new Int8Array(256).fill(-1);
  for (const [value, digit] of [...`0123456789${letters}`].entries()) digits[digit.charCodeAt(0)] = value;
  return digits;
};
const UPPER = DIGITS('ABCDEF');
const LOWER = DIGITS('abcdef');
const COLON = 0x3a;

/** Decodes cells of one hexadecimal form into a buffer, which the next cell overwrites. */
export class HexReader {
  readonly bytes: Buffer;
  /** Whether the last decoded bytes are all zero. */
  isZero = false;
  private readonly digits: Int8Array;
  private readonly stride: number;

  constructor(
    form: HexForm,
    private readonly most: number,
  ) {
    this.bytes = Buffer.alloc(most);
    this.digits = form === 'lower' ? LOWER : UPPER;
    this.stride = form === 'colons' ? 3 : 2;
  }

  /** The number of bytes read; 0 if the cell is not exactly in the form, or has too many bytes. */
  into(source: Uint8Array, start: number, end: number): number {
    const { digits, stride, bytes } = this;
    const size = end - start + stride - 2;
    const length = size / stride;
    if (size % stride !== 0 || length > this.most) return 0;
    let seen = 0;
    for (let at = start, to = 0; to < length; at += stride, to++) {
      const value = (digits[source[at]!]! << 4) | digits[source[at + 1]!]!;
      if (value < 0 || (stride === 3 && to > 0 && source[at - 1] !== COLON)) return 0;
      bytes[to] = value;
      seen |= value;
    }
    this.isZero = seen === 0;
    return length;
  }
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970-01-01 of a civil date; -1 for an invalid date. */
function dayNumber(year: number, month: number, day: number): number {
  if (!(year >= 1970 && month >= 1 && month <= 12 && day >= 1)) return -1;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (day > MONTH_DAYS[month - 1]! + (month === 2 && leap ? 1 : 0)) return -1;
  // Howard Hinnant's days_from_civil: years start in March, so that the leap day is the last day.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}

const ISO_TIME =
  /^\s*(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?\s*$/i;
/** Clocks differ from UTC by at most 14 hours (Kiribati). */
const WIDEST_ZONE_MINUTES = 14 * 60;

/**
 * Parses other ISO 8601 forms, with or without a zone (no zone means UTC). Undefined for any other text, and for
 * invalid dates, hours and zones: Date.parse would turn 30 February into 2 March.
 */
export function lenientTime(text: string): number | undefined {
  const match = text.length <= LONGEST && ISO_TIME.exec(text);
  if (!match) return undefined;
  const [year, month, date, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const day = dayNumber(year!, month!, date!);
  const zone = zoneMinutes(match[7] ?? 'Z');
  if (day < 0 || hour! > 23 || minute! > 59 || second! > 59 || zone === undefined) return undefined;
  const seconds = day * DAY_SECONDS + hour! * 3600 + (minute! - zone) * 60 + second!;
  return seconds > 0 && seconds <= LAST_SECOND ? seconds : undefined;
}

/** Minutes by which a zone is ahead of UTC; undefined for an invalid zone. */
function zoneMinutes(zone: string): number | undefined {
  if (/^(Z|UTC)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > WIDEST_ZONE_MINUTES) return undefined;
  return zone.startsWith('-') ? -total : total;
}

/** The number of a severity (1 = info ... 5 = critical), 0 for any other text. */
export function readSeverity(text: string): Reading<number> {
  const value = SEVERITIES.indexOf(text.trim().toLowerCase() as (typeof SEVERITIES)[number]) + 1;
  return { value, exact: value > 0 && SEVERITIES[value - 1] === text };
}

/** An address or network; undefined if the text is neither. */
export function readRange(text: string): Reading<AddressRange> | undefined {
  const value = parseAddress(text.trim());
  return value && { value, exact: formatRange(value) === text };
}

const NO_ADDRESS = Buffer.alloc(16);

/**
 * The first and last address of a cell; undefined if the column cannot hold the cell's value: a column of single addresses
 * holds no networks. Never `exact` for the all-zero address, which means "no address" in the store.
 */
export function readAddresses(
  text: string,
  isRange: boolean,
): Reading<Pick<AddressRange, 'first' | 'last'>> | undefined {
  const reading = readRange(text);
  if (!reading || (!isRange && reading.value.isNetwork)) return undefined;
  return { value: reading.value, exact: reading.exact && !NO_ADDRESS.equals(reading.value.first) };
}

/** Sixteen bytes with ::ffff:0.0.0.0, for `canonicalIpv4` to complete. */
export function mappedIpv4(): Buffer {
  return Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0]);
}

/**
 * Writes canonical dotted IPv4 as ::ffff:a.b.c.d to `into` (16 bytes, of which the first 12 are set already) and returns
 * whether the cell was canonical. Most cells are, and need no string.
 */
export function canonicalIpv4(bytes: Uint8Array, start: number, end: number, into: Uint8Array): boolean {
  if (end - start < 7 || end - start > 15) return false;
  let at = start;
  for (let part = 0; part < 4; part++) {
    let value = 0;
    const from = at;
    while (at < end && bytes[at] !== 0x2e) {
      const byte = bytes[at++]!;
      if (byte < ZERO || byte > NINE) return false;
      value = value * 10 + (byte - ZERO);
    }
    const digits = at - from;
    if (digits === 0 || value > 255 || digits !== (value > 99 ? 3 : value > 9 ? 2 : 1)) return false;
    into[12 + part] = value;
    if (part < 3 && at++ >= end) return false;
  }
  return at === end;
}

const CVE = /CVE-\d{4}-\d{4,19}/gi;

/** The CVE ids in a text, upper-cased, each once. */
export function cvesIn(text: string): string[] {
  return [...new Set([...text.matchAll(CVE)].map((match) => match[0].toUpperCase()))];
}

/**
 * Does not use trim(), because the text's characters are bytes, and a byte that trim() treats as a blank may be the end
 * of a letter.
 */
function withoutBlanks(text: string): string {
  const isBlank = (at: number) => text[at] === ' ' || text[at] === '\t';
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return text.slice(start, end);
}

/** Tags split on `,` `;` `|`; exact if joining them with `;` gives the text back. */
export function readTags(text: string): Reading<string[]> {
  const value = text.split(/[,;|]/).map(withoutBlanks).filter(Boolean);
  return { value, exact: value.join(';') === text };
}

/** A hostname without the root's dot. A regular expression would take quadratic time on runs of dots. */
export function withoutFinalDots(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '.') end--;
  return text.slice(0, end);
}
