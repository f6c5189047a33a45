// What a digest says in one line, and whether it says anything at all.
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

/** Sections of which any entry is news; what was told recently, or is accepted, is none. */
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

/** Whether a digest holds nothing new for its readers. A warning may stand for weeks; an error is news. */
export function isEmpty(digest: Digest): boolean {
  return NEWS.every((section) => digest[section].total === 0) && errorsOf(digest) === 0;
}

function errorsOf({ warnings }: Digest): number {
  return warnings.rows.filter(({ level }) => level === 'error').length;
}
