// Reads the times of reports.

/** The forms of the publisher's times, which are in UTC: `2026-01-15 00:01:02`, with `T`, a fraction or `Z`. */
const TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d{1,9})?(?: ?(?:Z|UTC|\+00:?00))?$/;

/** A time of a report in milliseconds since 1970; undefined if the text is not one. */
export function timeOf(text: string): number | undefined {
  const [, date, time, fraction = ''] = TIME.exec(text) ?? [];
  if (date === undefined) return undefined;
  const ms = Date.parse(`${date}T${time}${fraction.slice(0, 4)}Z`);
  // JavaScript takes 30 February for 2 March.
  const isDay = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
  return isDay ? ms : undefined;
}

/** A time in the form that the publisher's reports have: `2026-01-15 00:01:02`. */
export function publishedTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
