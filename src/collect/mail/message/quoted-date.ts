// Reads the date of a forwarded original from the header that mail programs quote above it.
import { FIELD_NAMES, isEnglish, monthNamed, type QuotedField, quotedField } from './quoted-words.js';

/** A quoted field: optionally after quote marks, in bold, or with a blank before its colon. */
const FIELD = new RegExp(
  String.raw`^[>*_\s]{0,20}(${FIELD_NAMES.join('|')})[*_\s]{0,4}:[*_\s]{0,8}(\S.{0,400})$`,
  'iu',
);
/** The maximum number of lines between two fields of one header, for the folds of long lists of addresses. */
const GAP_LINES = 4;

/** Words between a date and its time: `at`, `um`, `à`, `a las`, `om`. */
const TIME = String.raw`,?\s+(?:(?:at|um|à|a las?|om)\s+)?(?<hour>\d{1,2})[:h](?<minute>\d{2})(?::(?<second>\d{2}))?\s?(?<half>[ap]\.?\s?m\b)?`;
/** The form of Outlook, Gmail and Apple Mail: in the forwarder's time zone, which is not named. */
const LOCAL: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<day>\d{1,2})\.?\s+(?:de\s+)?(?<month>\p{L}{3,})\.?,?\s+(?:del?\s+)?(?<year>\d{4})${TIME}`,
    'iu',
  ),
  new RegExp(String.raw`(?<month>\p{L}{3,})\.?\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})${TIME}`, 'iu'),
  new RegExp(String.raw`(?<year>\d{4})-(?<number>\d{2})-(?<day>\d{2})${TIME}`, 'iu'),
];
/** Only numbers, day before month; in English both orders occur, so that the date is ambiguous. */
const NUMBERS = new RegExp(
  String.raw`(?<day>\d{1,2})[./-](?<number>\d{1,2})[./-](?<year>\d{4})${TIME}`,
  'iu',
);

/**
 * Finds the date in the first quoted header of a text, which has a sender, a subject and a date in any order.
 *
 * @param zoneMinutes the forwarder's time zone in minutes east of UTC, in which programs show times
 * @returns undefined if there is no such header, or its date has another form
 */
export function quotedDate(text: string, zoneMinutes: number): Date | undefined {
  let fields = new Map<QuotedField, string>();
  let isForeign = false;
  let gap = 0;
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name && value) {
      fields.set(quotedField(name), value);
      isForeign ||= !isEnglish(name);
      gap = 0;
    } else if (++gap > GAP_LINES) {
      fields = new Map();
      isForeign = false;
    }
    const written = fields.get('sent');
    if (written && fields.has('from') && fields.has('subject'))
      return dateOf(written, zoneMinutes, isForeign ? [...LOCAL, NUMBERS] : LOCAL);
  }
  return undefined;
}

function dateOf(written: string, zoneMinutes: number, patterns: readonly RegExp[]): Date | undefined {
  const text = written.replaceAll(/\s+/g, ' ');
  if (/(?:[+-]\d{4}|\bGMT|\bUTC)\)?\s*$/.test(text)) {
    const time = Date.parse(text.replace(/ at (?=\d)/i, ' ').replace(/\)\s*$/, ''));
    return Number.isNaN(time) ? undefined : new Date(time);
  }
  for (const pattern of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (groups) return localDate(groups, zoneMinutes);
  }
  return undefined;
}

function localDate(groups: Readonly<Record<string, string>>, zoneMinutes: number): Date | undefined {
  const { year, month = '', number, day, hour, minute, second = '0', half } = groups;
  const monthIndex = number ? Number(number) - 1 : monthNamed(month);
  if (monthIndex === undefined || monthIndex < 0 || monthIndex > 11) return undefined;
  const afternoon = half?.toLowerCase().startsWith('p') ? 12 : 0;
  const hours = half ? (Number(hour) % 12) + afternoon : Number(hour);
  const time = Date.UTC(Number(year), monthIndex, Number(day), hours, Number(minute), Number(second));
  return new Date(time - zoneMinutes * 60_000);
}
