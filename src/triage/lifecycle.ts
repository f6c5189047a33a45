// Updates the state of findings up to a day: opened, changed, resolved by absence, reopened; each step is an event.
import type { Catalogue } from '../catalogue/index.js';
import { type Clock, unixSeconds } from '../domain/clock.js';
import {
  type Cadences,
  closedDays,
  type OperatorStore,
  type OwnTables,
  type TableReader,
} from '../store/index.js';
import { BATCH, inBatches, type OfBatch } from './batches.js';
import { type Coverage, readCoverage } from './coverage.js';
import { collectAbsent, resolveCollected, withdraw, writeChanges } from './lifecycle-sql.js';
import type { TriageRules } from './rules.js';
import { TRIAGE_TABLES } from './tables.js';

/** What triage needs: the store, the catalogue and the rules. */
export interface TriageContext {
  readonly store: OperatorStore;
  readonly catalogue: Catalogue;
  readonly rules: TriageRules;
  readonly clock: Clock;
}

/**
 * Brings the events of all findings up to a day. A kill at any point is safe, and the next call continues: each row
 * holds all changes of its finding, and written events are not derived again.
 *
 * @param given the coverage of that day, if the caller has read it already
 * @returns whether the store has reports of later days, and how many findings
 */
export async function followFindings(
  context: TriageContext,
  date: string,
  given?: Coverage,
): Promise<{ later: boolean; findings: number }> {
  const tables = context.store.ownTables(TRIAGE_TABLES);
  const at = unixSeconds(context.clock());
  const coverage = given ?? (await readCoverage(tables, { date, decidedAt: at }, context.rules));
  const { findings, later, anyOld } = await sizeOf(tables, date, context.rules);
  const { cadences, ...types } = await kindsOfTypes(context);
  const step = (write: (values: Coverage['values']) => Promise<void>) =>
    context.store.steps.long((seq) => write({ ...coverage.values, at, seq }));
  const change = { ...types, reopenDays: context.rules.reopenDays };
  const following = { later, intrusions: types.compromisedTypes.length > 0 };
  const changes = (ofBatch: OfBatch) => writeChanges(ofBatch, following);
  await step((values) => inBatches(tables, changes, { ...values, ...change }, findings, BATCH.joined));
  // The step takes its number before collecting anything, so a decision made in the meantime gets a higher number and holds.
  if (anyOld) await step((values) => resolve(context, cadences, coverage, { later, findings }, values));
  await step((values) => inBatches(tables, withdraw, values, findings, BATCH.joined));
  return { later, findings };
}

interface Size {
  readonly findings: number;
  /** Whether the store has reports of later days. */
  readonly later: boolean;
  /** Whether a finding may have been absent long enough to be resolved. */
  readonly anyOld: boolean;
}

async function sizeOf(tables: TableReader, date: string, rules: TriageRules): Promise<Size> {
  const [size] = await tables.rows<{ findings: number; later: number; old: number }>(
    `SELECT count() AS findings, countIf(last_seen > {date:Date}) AS later,
       countIf(last_seen <= {date:Date} - {days:UInt32}) AS old FROM findings`,
    { date, days: Math.min(rules.resolveMisses, rules.resolveSilentMisses, rules.resolveSporadicDays) },
  );
  const { findings, later, old } = size!;
  // Of a finding that was seen later, only its days tell when it was seen last before this day.
  return { findings, later: later > 0, anyOld: old + later > 0 };
}

async function resolve(
  { store, rules }: TriageContext,
  cadences: Cadences,
  coverage: Coverage,
  { later, findings }: Pick<Size, 'later' | 'findings'>,
  step: Coverage['values'],
): Promise<void> {
  const tables = store.ownTables(TRIAGE_TABLES);
  const closed = closedDays(String(coverage.values.date), cadences);
  await clearCandidates(tables);
  const rule = {
    ...closed.values,
    misses: rules.resolveMisses,
    silentMisses: rules.resolveSilentMisses,
    sporadicDays: rules.resolveSporadicDays,
  };
  const collect = (ofBatch: OfBatch) => collectAbsent(ofBatch, later, closed.sql);
  await inBatches(tables, collect, rule, findings, BATCH.joined);
  const absent = await countCandidates(tables);
  const resolveAll = (ofBatch: OfBatch) => resolveCollected(ofBatch, coverage);
  if (absent > 0) await inBatches(tables, resolveAll, step, absent, BATCH.covered);
  await clearCandidates(tables);
}

export async function countCandidates(tables: TableReader): Promise<number> {
  const [row] = await tables.rows<{ rows: number }>('SELECT count() AS rows FROM triage_candidates');
  return row!.rows;
}

/** Empties the working table, because a killed process may have left rows in it. */
export async function clearCandidates(tables: OwnTables): Promise<void> {
  await tables.run('TRUNCATE TABLE triage_candidates');
}

/** Each type's cadence, and whether its taxonomy describes a weakness or an intrusion. */
async function kindsOfTypes({ store, catalogue }: TriageContext) {
  const types = (await store.findings.types()).map((id) => catalogue.describe(id));
  const cadences: Cadences = Object.fromEntries(types.map(({ id, cadence }) => [id, cadence]));
  const of = (...taxonomies: string[]) =>
    types.filter((type) => taxonomies.includes(type.classification.taxonomy)).map(({ id }) => id);
  return {
    cadences,
    exposedTypes: of('vulnerable'),
    compromisedTypes: of('malicious-code', 'intrusions'),
  };
}
