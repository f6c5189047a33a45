// Reads the times of reports and of HTTP answers, and writes them as IntelMQ does.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;

const CLOCK = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?`;
const ZONE = String.raw`(?<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})`;

/** ISO 8601 and its relatives; the forms of RFC 1123 and RFC 850; the form of asctime. */
const FORMS: readonly RegExp[] = [
  new RegExp(
    String.raw`^(?<year>\d{4})[-/](?<month>\d{1,2})[-/](?<day>\d{1,2})(?:(?:T|\s+)${CLOCK})?\s*${ZONE}?$`,
    'i',
  ),
  new RegExp(
    String.raw`^(?:[a-z]+,?\s+)?(?<day>\d{1,2})[ -](?<name>[a-z]{3})[ -](?<year>\d{4})\s+${CLOCK}\s*${ZONE}?$`,
    'i',
  ),
  new RegExp(
    String.raw`^[a-z]{3}\s+(?<name>[a-z]{3})\s+(?<day>\d{1,2})\s+${CLOCK}\s+(?:${ZONE}\s+)?(?<year>\d{4})$`,
    'i',
  ),
];

/** Longer texts are not times. */
const LONGEST = 64;

/**
 * A time as `2026-01-15T00:01:02+00:00`, with a fraction if it has one. A time without a zone is in UTC, because the
 * publisher's are; undefined for a text without a time that exists.
 */
export function utcTime(text: string): string | undefined {
  const written = text.trim();
  if (written.length > LONGEST) return undefined;
  for (const form of FORMS) {
    const groups = form.exec(written)?.groups;
    if (groups) return timeOf(groups);
  }
  return undefined;
}

function timeOf(parts: Readonly<Record<string, string | undefined>>): string | undefined {
  const [year, day] = [Number(parts.year), Number(parts.day)];
  const month = parts.name
    ? MONTHS.indexOf(parts.name.toLowerCase() as (typeof MONTHS)[number])
    : Number(parts.month) - 1;
  const [hour, minute, second] = [parts.hour, parts.minute, parts.second].map((part) => Number(part ?? 0));
  const local = new Date(Date.UTC(year, month, day));
  const exists =
    year > 0 &&
    local.getUTCFullYear() === year &&
    local.getUTCMonth() === month &&
    local.getUTCDate() === day;
  if (!exists || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const at = Date.UTC(year, month, day, hour, minute, second) - offsetMinutes(parts.zone) * 60_000;
  const micros = (parts.fraction ?? '').padEnd(6, '0').slice(0, 6);
  const fraction = Number(micros) === 0 ? '' : `.${micros}`;
  return `${new Date(at).toISOString().slice(0, 19)}${fraction}+00:00`;
}

function offsetMinutes(zone = 'Z'): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
