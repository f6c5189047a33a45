// Times to the microsecond: as a number since 1970, and in the form of RFC 3339.

const RFC_3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/i;

/** Microseconds since 1970; undefined for a text that is not a time. Digits beyond microseconds do not count. */
export function microsecondsOf(text: string): number | undefined {
  const [, time = '', fraction = '', zone = ''] = RFC_3339.exec(text) ?? [];
  const milliseconds = Date.parse(`${time}${zone}`.toUpperCase());
  if (!Number.isFinite(milliseconds)) return undefined;
  return milliseconds * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** Such as `2026-03-01T12:00:00.000001Z`. */
export function textOfMicroseconds(microseconds: number): string {
  const iso = new Date(Math.floor(microseconds / 1000)).toISOString();
  return `${iso.slice(0, -1)}${String(microseconds % 1000).padStart(3, '0')}Z`;
}
