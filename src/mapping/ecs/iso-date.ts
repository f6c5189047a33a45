// Times in the forms that reports have, as ISO 8601 in UTC; an index refuses documents with any other form.

/** `2026-01-15 00:01:02`, also with `T`, a fraction, a zone, or without a time. */
const STAMP =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?([.,]\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
/** `Mon, 23 Apr 2018 13:25:26 GMT` of HTTP. */
const HTTP_DATE = /^[a-z]{3}, \d{2} [a-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/i;

/** The time; without a zone it is UTC. Undefined if the text is not a time. */
export function isoDate(text: string): string | undefined {
  const [, day, minute = '00:00', second = ':00', fraction = '', zone = 'Z'] = STAMP.exec(text) ?? [];
  if (day === undefined) return HTTP_DATE.test(text) ? printed(Date.parse(text)) : undefined;
  const local = `${day}T${minute}${second}`;
  const parsed = Date.parse(`${local}Z`);
  // JavaScript moves the 31st of February into March.
  if (Number.isNaN(parsed) || printed(parsed) !== `${local}Z`) return undefined;
  const utc = printed(parsed - offsetMs(zone));
  return utc?.replace('Z', `${fraction.replace(',', '.')}Z`);
}

/** Undefined also for a year that does not have four digits, as one may be before or after an offset. */
function printed(ms: number): string | undefined {
  if (Number.isNaN(ms)) return undefined;
  return /^(\d{4}-.*)\.\d+Z$/.exec(new Date(ms).toISOString())?.[1]?.concat('Z');
}

function offsetMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
