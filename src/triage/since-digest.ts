// What happened to findings after a digest decided on them: their newest steps, and whitelist entries made since.
import { unixSeconds } from '../domain/clock.js';
import { dateOf } from '../domain/days.js';
import { amongIds, byId, type TableReader } from '../store/index.js';
import { inventoryOf, readCoverage, whitelistOf } from './coverage.js';
import type { DigestRow } from './decide.js';
import type { TriageContext } from './lifecycle.js';
import { describeSteps, type NewestStep } from './steps-of.js';

/** A whitelist entry that was made or changed after a digest. */
export interface LaterEntry {
  readonly entry: number;
  readonly reason: string;
  readonly author: string;
  /** Unix seconds. */
  readonly at: number;
}

export interface SinceDigest {
  /** The newest step of each finding; steps after the digest's `events` are news to its readers. */
  readonly steps: ReadonlyMap<string, NewestStep>;
  /** The first of the later entries that cover a finding. */
  readonly entries: ReadonlyMap<string, LaterEntry>;
}

/** @param findings ids of findings of the digest */
export async function sinceDigest(
  context: TriageContext,
  { decided_at }: Pick<DigestRow, 'decided_at'>,
  findings: readonly string[],
): Promise<SinceDigest> {
  const { tables } = context.store;
  const [steps, later] = await Promise.all([
    describeSteps(tables, findings),
    laterEntries(tables, decided_at, unixSeconds(context.clock())),
  ]);
  const covered = later.size === 0 ? [] : await coveredBy(context, findings);
  const entries = covered.flatMap(({ id, entries }) => {
    const entry = entries.map((number) => later.get(number)).find((each) => each !== undefined);
    return entry ? [[id, entry] as const] : [];
  });
  return { steps, entries: new Map(entries) };
}

/** The entries in effect that were made or changed after a digest, by their number. */
async function laterEntries(
  tables: TableReader,
  decidedAt: number,
  now: number,
): Promise<Map<number, LaterEntry>> {
  const rows = await tables.rows<LaterEntry>(
    `SELECT entry, reason, author, toUnixTimestamp(whitelist.at) AS at FROM whitelist
     WHERE whitelist.at > fromUnixTimestamp({decidedAt:UInt32})
       AND (forever = 1 OR whitelist.until > fromUnixTimestamp({now:UInt32})) ORDER BY entry`,
    { decidedAt, now },
  );
  return new Map(rows.map((row) => [row.entry, row]));
}

const COVERED = `SELECT finding, report_type, subject_kind, subject_first, subject_last, subject_text, hostname, lease_device,
    toDateTime(0, 'UTC') AS changed_at FROM findings WHERE ${byId(amongIds('findings'))}`;

/** The entries that cover each finding now. */
async function coveredBy({ store, rules, clock }: TriageContext, findings: readonly string[]) {
  const now = clock();
  const coverage = await readCoverage(
    store.tables,
    { date: dateOf(now), decidedAt: unixSeconds(now) },
    rules,
  );
  const listed = whitelistOf(COVERED, inventoryOf(COVERED, coverage), coverage);
  return store.tables.rows<{ id: string; entries: number[] }>(
    `SELECT lower(hex(finding)) AS id, entries FROM (${listed}) WHERE notEmpty(entries)`,
    { ...coverage.values, findings },
  );
}
