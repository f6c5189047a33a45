// Reads the runs and reports behind a digest: those since the previous digest.
import { addDays } from '../../domain/days.js';
import type { LedgerRow, RunRow } from '../../store/index.js';
import { findDigest } from '../../triage/index.js';
import type { Workspace } from '../workspace.js';

export interface DigestHistory {
  /** Oldest first. */
  readonly runs: readonly RunRow[];
  readonly reports: readonly LedgerRow[];
}

/** Days before the digest's day within which to look for reports that arrived since the previous digest. */
const LOOK_BACK_DAYS = 62;
const RUNS = 50;

/** Reads the newest runs, and the reports up to the digest's day that arrived since the previous digest. */
export async function digestHistory(
  { store, operator }: Pick<Workspace, 'store' | 'operator'>,
  date: string,
): Promise<DigestHistory> {
  const digest = await findDigest({ store: operator }, date);
  const before = digest && (await findDigest({ store: operator }, digest.previous_date));
  const since = before?.decided_at ?? 0;
  const runs = (await store.runs.latest(RUNS)).filter((run) => run.started_at >= since).reverse();
  const from = addDays(date, -LOOK_BACK_DAYS);
  const live = await operator.ledger.find({ states: ['live'], from, to: date });
  const isNew = (row: LedgerRow) =>
    row.seq > (digest?.watermark_before ?? 0) && row.seq <= (digest?.watermark ?? 0);
  return { runs, reports: live.filter(isNew) };
}
