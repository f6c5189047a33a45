// Brings the life of findings up to a day: opened, changed, resolved by absence, reopened; each step is an event.
import type { Catalogue } from '../catalogue/index.js';
import type { Clock } from '../domain/clock.js';
import { type Cadences, closedDays, type Store } from '../store/index.js';
import { ours, placesOf, type Surroundings } from './cover.js';
import { collectAbsent, resolveCollected, WITHDRAW, writeChanges } from './lifecycle-sql.js';
import type { TriageRules } from './rules.js';

/** What triage works with. */
export interface TriageContext {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly rules: TriageRules;
  readonly clock: Clock;
}

/** Findings of one statement: its joins hold them in memory. */
const PART_FINDINGS = 2_000_000;

/**
 * Brings the events of all findings up to a day. It may be killed anywhere and called again: each row holds all changes
 * of its finding, and what is written is not derived again.
 *
 * @returns whether the store has reports of later days
 */
export async function followFindings(
  context: TriageContext,
  date: string,
  around: Surroundings,
): Promise<{ later: boolean }> {
  const { engine } = context.store;
  const [size] = await engine.rows<{ findings: number; later: number }>(
    'SELECT count() AS findings, countIf(last_seen > {date:Date}) AS later FROM findings',
    { date },
  );
  const later = size!.later > 0;
  const { cadences, ...types } = await kindsOfTypes(context);
  const at = Math.floor(context.clock().getTime() / 1000);
  const step = async () => ({ ...around.values, at, seq: (await lastStep(context.store)) + 1 });
  const first = { ...(await step()), ...types, reopenDays: context.rules.reopenDays };
  const parts = Math.max(1, Math.ceil(size!.findings / PART_FINDINGS));
  for (let number = 0; number < parts; number++)
    await engine.run(writeChanges(later), { ...first, parts, part: number });
  await resolve(context, cadences, around, later, await step());
  await engine.run(WITHDRAW, await step());
  return { later };
}

/** The number of the last step that any finding took. */
export async function lastStep({ engine }: Store): Promise<number> {
  const [row] = await engine.rows<{ seq: number }>('SELECT max(seq) AS seq FROM finding_event_rows');
  return row!.seq;
}

async function resolve(
  { store: { engine }, rules }: TriageContext,
  cadences: Cadences,
  around: Surroundings,
  later: boolean,
  step: Surroundings['values'],
): Promise<void> {
  const closed = closedDays(String(around.values.date), cadences);
  await clearCandidates(engine);
  await engine.run(collectAbsent(later, closed.sql), {
    ...closed.values,
    misses: rules.resolveMisses,
    silentMisses: rules.resolveSilentMisses,
    sporadicDays: rules.resolveSporadicDays,
  });
  await engine.run(resolveCollected(placesOf('SELECT * FROM triage_candidates'), ours(around)), step);
  await clearCandidates(engine);
}

/** Empties the working table, where a killed process may have left rows. */
export async function clearCandidates(engine: Store['engine']): Promise<void> {
  await engine.run('TRUNCATE TABLE triage_candidates');
}

/** How often each type comes, and by its taxonomy whether it tells of a weakness or of an intrusion. */
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
