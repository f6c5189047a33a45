// Makes the decisions of a day's digest once and records what they are based on.
import { unixSeconds } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';
import { DECISIONS, type Decision, type DigestKind } from '../domain/finding-state.js';
import type { TableReader } from '../store/index.js';
import { BATCH, inBatches, type OfBatch } from './batches.js';
import { readCoverage } from './coverage.js';
import { collectFindings, decideCollected } from './decide-sql.js';
import { clearCandidates, countCandidates, followFindings, type TriageContext } from './lifecycle.js';
import { intervalsOf } from './rules.js';
import { TRIAGE_TABLES } from './tables.js';
import { forgetUndone } from './undone.js';

export interface DecideRequest {
  /** The digest's day, YYYY-MM-DD. */
  readonly date: string;
  readonly author: string;
  /** Whether to make an existing digest again; only the latest digest can be made again. */
  readonly again?: boolean;
  /** Treats all present findings as known, as if their owners had been told on that day. */
  readonly baseline?: boolean;
}

/** A digest's row in the store. */
export interface DigestRow extends Readonly<Record<Decision | 'all', number>> {
  readonly digest: number;
  readonly digest_date: string;
  /** 1970-01-01 = none. */
  readonly previous_date: string;
  readonly watermark_before: number;
  readonly watermark: number;
  readonly events_before: number;
  readonly events: number;
  readonly inventory: readonly number[];
  readonly decided_at: number;
  readonly author: string;
  readonly kind: DigestKind;
}

export const NO_DATE = '1970-01-01';

/**
 * Decides on the findings of a day and records the digest. A decided day stays unchanged unless `again` is set. The
 * digest's row is written last, and decisions without that row do not count, so a kill at any point is safe.
 *
 * @throws SundialError `digest-order` if a digest of a later day exists, `digest-baseline` if a baseline is requested
 *   and a digest exists
 */
export async function decide(
  context: TriageContext,
  { date, author, again = false, baseline = false }: DecideRequest,
): Promise<DigestRow> {
  const { store, rules, clock } = context;
  const tables = store.ownTables(TRIAGE_TABLES);
  await forgetUndone(tables);
  const latest = await latestDigest(context);
  if (baseline) refuseBaseline(latest);
  const isLater = latest !== undefined && latest.digest_date > date;
  const made = isLater ? await findDigest(context, date) : dayOf(latest, date);
  if (made && !again) return made;
  if (isLater) throw new SundialError('digest-order', { date, later: latest.digest_date });
  const before = made ? await lastDigest(context, 'digest_date < {date:Date}', { date }) : latest;
  const decidedAt = unixSeconds(clock());
  const coverage = await readCoverage(tables, { date, decidedAt }, rules);
  const { later, findings } = await followFindings(context, date, coverage);
  const [ledger] = await tables.rows<{ watermark: number }>('SELECT max(seq) AS watermark FROM ledger');
  const digest = await nextDigest(tables);
  const events = await store.steps.written();
  const kind: DigestKind = baseline || made?.kind === 'baseline' ? 'baseline' : 'digest';
  const values = {
    ...{ ...coverage.values, digest, events, intervals: intervalsOf(rules) },
    isBaseline: Number(kind === 'baseline'),
  };
  await clearCandidates(tables);
  const collect = (ofBatch: OfBatch) => collectFindings(ofBatch, later);
  await inBatches(tables, collect, values, findings, BATCH.joined);
  const decideAll = (ofBatch: OfBatch) => decideCollected(ofBatch, coverage);
  await inBatches(tables, decideAll, values, await countCandidates(tables), BATCH.covered);
  await clearCandidates(tables);
  const row: DigestRow = {
    digest,
    digest_date: date,
    previous_date: before?.digest_date ?? NO_DATE,
    watermark_before: before?.watermark ?? 0,
    watermark: ledger!.watermark,
    events_before: before?.events ?? 0,
    events,
    inventory: coverage.inventoryVersions,
    ...(await countDecisions(context, digest)),
    decided_at: decidedAt,
    author,
    kind,
  };
  await tables.insert('digest_log', [row]);
  return row;
}

const COLUMNS = '* REPLACE (toUnixTimestamp(decided_at) AS decided_at)';

/** The digest in effect for a day. */
export function findDigest(
  context: Pick<TriageContext, 'store'>,
  date: string,
): Promise<DigestRow | undefined> {
  return lastDigest(context, 'digest_date = {date:Date}', { date });
}

/** The digest of the latest day; undefined if no digest exists. */
export function latestDigest(context: Pick<TriageContext, 'store'>): Promise<DigestRow | undefined> {
  return lastDigest(context, '1');
}

/** The last digest among those that meet a condition. */
async function lastDigest(
  { store }: Pick<TriageContext, 'store'>,
  condition: string,
  values: Record<string, string> = {},
): Promise<DigestRow | undefined> {
  const rows = await store.tables.rows<DigestRow>(
    `SELECT ${COLUMNS} FROM digests WHERE ${condition} ORDER BY digest_date DESC LIMIT 1`,
    values,
  );
  return rows[0];
}

/** The digest if it is of that day. */
const dayOf = (digest: DigestRow | undefined, date: string) =>
  digest?.digest_date === date ? digest : undefined;

function refuseBaseline(latest: DigestRow | undefined): void {
  if (latest && latest.kind !== 'baseline')
    throw new SundialError('digest-baseline', { date: latest.digest_date });
}

/** The number for the next row of the log. A killed digest may have left decisions under a higher one. */
export async function nextDigest(tables: TableReader): Promise<number> {
  const [row] = await tables.rows<{ digest: number }>(
    'SELECT greatest((SELECT max(digest) FROM decision_rows), (SELECT max(digest) FROM digest_log)) + 1 AS digest',
  );
  return row!.digest;
}

async function countDecisions(
  { store }: TriageContext,
  digest: number,
): Promise<Record<Decision | 'all', number>> {
  const counts = ['count() AS all', ...DECISIONS.map((name) => `countIf(decision = '${name}') AS ${name}`)];
  const [row] = await store.tables.rows<Record<Decision | 'all', number>>(
    `SELECT ${counts.join(', ')} FROM decision_rows WHERE digest = {digest:UInt32}`,
    { digest },
  );
  return row!;
}
