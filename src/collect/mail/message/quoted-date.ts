// Reads when the original of a message was sent, from the header that mail programs quote above what they forward.
import { FIELD_NAMES, isEnglish, monthNamed, type QuotedField, quotedField } from './quoted-words.js';

/** A quoted field: behind quote marks, in bold or not, with a blank before its colon or not. */
const FIELD = new RegExp(
  String.raw`^[>*_\s]{0,20}(${FIELD_NAMES.join('|')})[*_\s]{0,4}:[*_\s]{0,8}(\S.{0,400})$`,
  'iu',
);
/** So many lines may stand between two fields of one header: folds of long lists of addresses. */
const GAP_LINES = 4;

/** Words between a date and its time: `at`, `um`, `à`, `a las`, `om`. */
const TIME = String.raw`,?\s+(?:(?:at|um|à|a las?|om)\s+)?(?<hour>\d{1,2})[:h](?<minute>\d{2})(?::(?<second>\d{2}))?\s?(?<half>[ap]\.?\s?m\b)?`;
/** As Outlook, Gmail and Apple Mail write it: in the time zone of the person who forwards, without naming that. */
const LOCAL: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<day>\d{1,2})\.?\s+(?:de\s+)?(?<month>\p{L}{3,})\.?,?\s+(?:del?\s+)?(?<year>\d{4})${TIME}`,
    'iu',
  ),
  new RegExp(String.raw`(?<month>\p{L}{3,})\.?\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})${TIME}`, 'iu'),
  new RegExp(String.raw`(?<year>\d{4})-(?<number>\d{2})-(?<day>\d{2})${TIME}`, 'iu'),
];
/** Numbers alone, day before month; in English they stand in either order, which tells nothing. */
const NUMBERS = new RegExp(
  String.raw`(?<day>\d{1,2})[./-](?<number>\d{1,2})[./-](?<year>\d{4})${TIME}`,
  'iu',
);

/**
 * Finds the date in the first quoted header of a text, which has a sender, a subject and a date in any order.
 *
 * @param zoneMinutes of the person who forwards, east of UTC: programs show times in it
 * @returns undefined where there is no such header, or its date is written in another way
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
