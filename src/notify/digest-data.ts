// Prints a digest for programs and spreadsheets.
import { csv, json } from '../text/index.js';
import type { Digest, DigestFinding } from '../triage/index.js';

/** The complete digest as indented JSON, for programs and as a record. */
export function digestJson(digest: Digest): string {
  return json(digest, 2);
}

/** The columns of a row besides the finding itself; their presence depends on the decision. */
interface Decided extends DigestFinding {
  readonly decision: string;
  readonly reason: string;
  readonly why: string;
  readonly told_on: string;
  readonly again_on: string;
  readonly whitelisted_until: string;
  readonly command: string;
}

const COLUMNS = [
  'decision',
  'reason',
  'why',
  'id',
  'type',
  'title',
  'subject',
  'port',
  'transport',
  'infection',
  'severity',
  'cves',
  'hostname',
  'list',
  'first_seen',
  'seen',
  'state',
  'device',
  'owner',
  'contacts',
  'devices',
  'told_on',
  'again_on',
  'whitelisted_until',
  'link',
  'command',
  'exploited',
  'epss',
] as const satisfies readonly (keyof Decided)[];

const NOTHING = { reason: '', why: '', told_on: '', again_on: '', whitelisted_until: '', command: '' };

/** One row for each finding that the digest lists, with its decision; findings that are not ours are left out. */
export function digestCsv(digest: Digest): string {
  const rows = decided(digest).map((row) => [digest.date, ...COLUMNS.map((name) => cell(row[name]))]);
  return csv(['date', ...COLUMNS], rows);
}

function decided({ handle, unknown, recent, whitelisted }: Digest): Decided[] {
  return [
    ...handle.rows.map((row) => ({
      ...NOTHING,
      ...row,
      decision: 'handle',
      told_on: row.told_before ?? '',
      command: row.command ?? '',
    })),
    ...unknown.rows.map((row) => ({ ...NOTHING, ...row, decision: 'unknown' })),
    ...recent.rows.map((row) => ({ ...NOTHING, ...row, decision: 'recent' })),
    ...whitelisted.rows.map((row) => ({
      ...NOTHING,
      ...row,
      decision: 'whitelisted',
      why: row.entries
        .map(({ reason }) => reason)
        .filter(Boolean)
        .join('; '),
      whitelisted_until:
        row.entries
          .map(({ until }) => until)
          .sort()
          .at(-1) ?? '',
    })),
  ];
}

function cell(value: Decided[keyof Decided]): string | number {
  if (typeof value === 'object' && value !== null) return value.join(';');
  return value === null || value === 0 ? '' : (value as string | number);
}
