// The words of the pages in English, as functions where they contain numbers or dates.
const NUMBER = new Intl.NumberFormat('en');
const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A number with separators: `1,234`. */
export const count = (number: number): string => NUMBER.format(number);

/** A number with its noun: `1 report`, `1,234 reports`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;

const BYTES = new Intl.NumberFormat('en', { style: 'unit', unit: 'byte', unitDisplay: 'long' });
const KILOBYTES = new Intl.NumberFormat('en', { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 });

/** A size: `812 bytes`, `1.2 kB`. */
export const bytes = (number: number): string =>
  number < 1_000 ? BYTES.format(number) : KILOBYTES.format(number / 1_000);

/** A report date in words: `Thursday, March 5, 2026`. */
export const dayInWords = (date: string): string => DAY.format(new Date(`${date}T00:00:00Z`));

/** An instant: `Mar 5, 2026, 7:00 AM UTC`. */
export const instant = (iso: string): string => `${TIME.format(new Date(iso))} UTC`;

/** The parts of a day, in the order in which they are shown. */
export const PARTS = {
  handle: { title: 'To be handled', short: 'to handle' },
  reopened: { title: 'Came back since the digest before', short: 'came back' },
  unknown: { title: 'Unknown devices', short: 'on unknown devices' },
  recent: { title: 'Recently reported', short: 'recently reported' },
  whitelisted: { title: 'Whitelisted', short: 'whitelisted' },
  resolved: { title: 'Resolved since the digest before', short: 'resolved' },
} as const;

/** The states of findings, in the order of their life. */
export const STATES = {
  open: 'open',
  notified: 'told',
  acknowledged: 'taken on',
  resolved: 'fixed',
  reopened: 'came back',
} as const;

/** Beyond this, the server leaves rows out. */
export const rowsLeftOut = (shown: number, total: number, date: string): string =>
  `The first ${count(shown)} of ${count(total)}. "sundial digest --date ${date} --format csv" has them all.`;

/** What is wrong with the data of a day. */
export function dataInWords(found: {
  readonly missing: number;
  readonly short: number;
  readonly setAside: number;
  readonly warnings: number;
}): string {
  const parts = [
    found.missing > 0 && `${counted(found.missing, 'report')} missing`,
    found.short > 0 && `${counted(found.short, 'report')} short`,
    found.setAside > 0 && `rows set aside in ${counted(found.setAside, 'report')}`,
    found.warnings > 0 && counted(found.warnings, 'warning'),
  ].filter((text) => text !== false);
  return parts.length === 0 ? 'The data is whole: every expected report arrived.' : `${parts.join(' · ')}`;
}

/** What people do to findings. */
export const MARK_WORDS = {
  notified: 'told',
  acknowledged: 'taken on',
  resolved: 'fixed',
} as const;

export const markedInWords = (marked: number, mark: string): string =>
  `${counted(marked, 'finding is', 'findings are')} ${mark}.`;

/** @param subject undefined = it is not on the page */
export const leftInWords = (left: number, subject: string | undefined, says: string): string =>
  left === 1
    ? `${subject ?? 'A finding'} was left as it is, because it was ${says}.`
    : `${count(left)} were left as they are, because something happened to them meanwhile: ${subject ?? 'the first'} was ${says}.`;

export const undoneInWords = (restored: number, left: number): string =>
  [
    restored > 0 && `${counted(restored, 'finding is', 'findings are')} as before.`,
    left > 0 &&
      (left === 1
        ? '1 finding was left as it is, because something happened to it since.'
        : `${count(left)} findings were left as they are, because something happened to them since.`),
  ]
    .filter(Boolean)
    .join(' ');

/** Until when an entry of the whitelist applies: `until 2026-03-08`. */
export const untilInWords = (until: string): string =>
  until.startsWith('9999') ? 'forever' : `until ${until.split(' ')[0]}`;

export const acceptedInWords = (subject: string, type: string, until: string): string =>
  `${subject} is accepted for ${type}, ${untilInWords(until)}.`;

/** How often an entry of the whitelist hid a finding. */
export const appliedInWords = (entry: {
  readonly applied: number;
  readonly applied_on: string | null;
}): string =>
  entry.applied_on === null
    ? 'never'
    : `to ${counted(entry.applied, 'finding')}, last in the digest of ${entry.applied_on}`;

export const previewInWords = (preview: {
  readonly findings: number;
  readonly days: number;
  readonly handled: number;
  readonly from: string;
}): string =>
  preview.findings === 0
    ? `It would have covered nothing since ${preview.from}.`
    : `Since ${preview.from} it would have covered ${counted(preview.findings, 'finding')} on ${counted(preview.days, 'day')}, which digests put to handle ${counted(preview.handled, 'time')}.`;

const SHORT_DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

/** A report date: `Mar 5, 2026`. */
export const day = (date: string): string => SHORT_DAY.format(new Date(`${date}T00:00:00Z`));

export const lifelineInWords = (seen: readonly string[], from: string, until: string): string =>
  seen.length === 0
    ? `not seen from ${day(from)} to ${day(until)}`
    : `seen on ${counted(seen.length, 'day')} from ${day(from)} to ${day(until)}, last on ${day(seen.at(-1)!)}`;

/** What a digest decided. */
export const DECISION_WORDS: Readonly<Record<string, string>> = {
  handle: 'to handle',
  recent: 'recently reported',
  whitelisted: 'whitelisted',
  unknown: 'unknown device',
  not_ours: 'not ours',
};
