// Reads when the original of a message was sent, from the header that mail programs quote above what they forward.

/** A quoted field: behind quote marks, in bold or not. The words are those of programs set to English. */
const FIELD = /^[>*_ \t]{0,20}(from|date|sent|subject|to|cc)[*_ ]{0,4}:[*_ \t]{0,8}(\S.{0,400})$/i;
/** So many lines may stand between two fields of one header: folds of long lists of addresses. */
const GAP_LINES = 4;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = String.raw`,?\s+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?\s?(?<half>[ap]m)?`;
/** As Outlook, Gmail and Apple Mail write it: in the time zone of the person who forwards, without naming that. */
const LOCAL: readonly RegExp[] = [
  new RegExp(String.raw`(?<day>\d{1,2})\.?\s+(?<month>[a-z]{3})[a-z]*\.?,?\s+(?<year>\d{4})${TIME}`, 'i'),
  new RegExp(String.raw`(?<month>[a-z]{3})[a-z]*\.?\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})${TIME}`, 'i'),
  new RegExp(String.raw`(?<year>\d{4})-(?<number>\d{2})-(?<day>\d{2})${TIME}`, 'i'),
];

/**
 * Finds the date in the first quoted header of a text, which has a sender, a subject and a date in any order.
 *
 * @param zoneMinutes of the person who forwards, east of UTC: programs show times in it
 * @returns undefined where there is no such header, or its date is written in another language
 */
export function quotedDate(text: string, zoneMinutes: number): Date | undefined {
  let fields = new Map<string, string>();
  let gap = 0;
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name && value) {
      fields.set(name.toLowerCase(), value);
      gap = 0;
    } else if (++gap > GAP_LINES) fields = new Map();
    const written = fields.get('date') ?? fields.get('sent');
    if (written && fields.has('from') && fields.has('subject')) return dateOf(written, zoneMinutes);
  }
  return undefined;
}

function dateOf(written: string, zoneMinutes: number): Date | undefined {
  const text = written.replaceAll(/\s+/g, ' ').replace(/ at (?=\d)/i, ' ');
  if (/(?:[+-]\d{4}|\bGMT|\bUTC)\)?\s*$/.test(text)) {
    const time = Date.parse(text.replace(/\)\s*$/, ''));
    return Number.isNaN(time) ? undefined : new Date(time);
  }
  for (const pattern of LOCAL) {
    const groups = pattern.exec(text)?.groups;
    if (groups) return localDate(groups, zoneMinutes);
  }
  return undefined;
}

function localDate(groups: Readonly<Record<string, string>>, zoneMinutes: number): Date | undefined {
  const { year, month = '', number, day, hour, minute, second = '0', half } = groups;
  const monthIndex = number ? Number(number) - 1 : MONTHS.indexOf(month.toLowerCase());
  if (monthIndex < 0 || monthIndex > 11) return undefined;
  const afternoon = half?.toLowerCase() === 'pm' ? 12 : 0;
  const hours = half ? (Number(hour) % 12) + afternoon : Number(hour);
  const time = Date.UTC(Number(year), monthIndex, Number(day), hours, Number(minute), Number(second));
  return new Date(time - zoneMinutes * 60_000);
}
