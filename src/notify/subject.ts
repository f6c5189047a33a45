// Summarises a digest in one line, and tells whether it contains news.
import { count, counted } from '../text/index.js';
import type { Digest } from '../triage/index.js';
import type { Marking } from './page.js';

/** The subject of a digest's mail: `[Sundial] 12 to handle, 3 unknown – 2026-03-10 (TLP:AMBER)`. */
export function digestSubject(digest: Digest, marking: Marking): string {
  const { counts, date, missing } = digest;
  const errors = errorsOf(digest);
  const parts = [
    counts.handle > 0 ? `${count(counts.handle)} to handle` : 'nothing to handle',
    counts.unknown > 0 && `${count(counts.unknown)} unknown`,
    missing.total > 0 && `${count(missing.total)} missing`,
    errors > 0 && counted(errors, 'error'),
  ];
  return `[Sundial] ${parts.filter(Boolean).join(', ')} – ${date}${marking && ` (${marking})`}`;
}

/** Sections whose entries are news; recently told or accepted findings are not. */
const NEWS = [
  'handle',
  'unknown',
  'resolved',
  'reopened',
  'ended_entries',
  'missing',
  'short',
  'quarantined',
] as const satisfies readonly (keyof Digest)[];

/** Whether a digest contains nothing new for its readers. A warning may persist for weeks and is not news; an error is. */
export function isEmpty(digest: Digest): boolean {
  return NEWS.every((section) => digest[section].total === 0) && errorsOf(digest) === 0;
}

function errorsOf({ warnings }: Digest): number {
  return warnings.rows.filter(({ level }) => level === 'error').length;
}
