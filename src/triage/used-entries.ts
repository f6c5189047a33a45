// Whitelist entries shown in a digest: those that applied, and those that expired since the previous digest.
import type { TableReader } from '../store/index.js';
import { ENTRIES_THEN } from './coverage.js';
import { type DigestRow, NO_DATE } from './decide.js';
import type { AppliedEntry, EndedEntry, Section } from './digest.js';
import { FOREVER } from './whitelist.js';

/** Each entry as it was when the digest was decided. */
const THEN = `
  SELECT entry, action, type, subject, forever, known.until AS ends,
    if(forever = 1, '${FOREVER}', toString(known.until)) AS until, reason, author
  FROM (${ENTRIES_THEN}) AS known`;

/** Entries by their number. */
export async function appliedEntries(
  tables: TableReader,
  { decided_at }: DigestRow,
  entries: readonly number[],
): Promise<Map<number, AppliedEntry>> {
  if (entries.length === 0) return new Map();
  const rows = await tables.rows<AppliedEntry>(
    `SELECT entry, type, subject, until, reason, author FROM (${THEN})
     WHERE has({entries:Array(UInt32)}, entry) ORDER BY entry`,
    { decidedAt: decided_at, entries },
  );
  return new Map(rows.map((row) => [row.entry, row]));
}

/** Entries that expired between the previous digest and this one. */
export async function endedEntries(
  tables: TableReader,
  { digest_date, previous_date, decided_at }: DigestRow,
  limit: number,
): Promise<Section<EndedEntry>> {
  if (previous_date === NO_DATE) return { total: 0, rows: [] };
  const rows = await tables.rows<EndedEntry & { total: number }>(
    `SELECT ended.entry AS entry, type, subject, until, reason, author, used.applied AS applied, count() OVER () AS total
     FROM (
       SELECT * FROM (${THEN})
       WHERE action != 'removed' AND forever = 0 AND toDate(ends) < {date:Date} AND toDate(ends) >= {previous:Date}) AS ended
     LEFT JOIN (
       SELECT entry, count() AS applied FROM decisions ARRAY JOIN entries AS entry
       WHERE decision = 'whitelisted' AND digest_date < {date:Date} GROUP BY entry) AS used ON ended.entry = used.entry
     ORDER BY ends, entry LIMIT {limit:UInt32}`,
    { date: digest_date, previous: previous_date, decidedAt: decided_at, limit },
  );
  return { total: rows[0]?.total ?? 0, rows: rows.map(({ total: _, ...row }) => row) };
}
