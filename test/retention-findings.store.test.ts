// Checks after every step of a random history that retention changes findings only in the documented ways.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replay } from '../src/pipeline/index.js';
import { carryOut, planRetention } from '../src/retention/index.js';
import { campaign } from './setup/campaign.js';
import {
  type Finding,
  findingsChecksum,
  type Seen,
  seenEvents,
  storedFindings,
  summedFindings,
} from './support/findings.js';
import { dateOf, ORDINARY_STEPS, reportText } from './support/histories.js';
import { World } from './support/world.js';

const STEPS = campaign({ short: 36, full: 90 });
/** How many findings and loads have to be affected by retention in the end, so that it was tested. */
const LEAST_AFFECTED = campaign({ short: 2, full: 6 });
const SEED = 20_260_401;
const NEVER_EXPIRES = 'brand_new';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const stepOf = fc.oneof(...ORDINARY_STEPS, {
  weight: 3,
  arbitrary: fc.record({
    kind: fc.constant('retention' as const),
    eventsDays: fc.constantFrom(0, 0, 1, 3),
    findingsDays: fc.constantFrom(0, 0, 2, 4),
  }),
});
type Step = typeof stepOf extends fc.Arbitrary<infer T> ? T : never;
type Retention = Step & { readonly kind: 'retention' };

/** Facts that the store can no longer derive from its events. */
class Memory {
  /** Events that retention removed; they count as long as their load is live. */
  private expired: Seen[] = [];
  /** Events before the limit, of findings that were seen since. */
  private past: Seen[] = [];
  private since = '';

  /** The events that count, as far as findings' days go. */
  private async current(): Promise<Seen[]> {
    const live = new Set((await world.operator.ledger.inState('live')).map(({ load }) => load));
    const rows = [...(await seenEvents(world.store)), ...this.expired.filter(({ load }) => live.has(load))];
    return rows.filter(({ date }) => date >= this.since);
  }

  async expected(): Promise<Record<string, Finding>> {
    const current = await this.current();
    const seen = new Set(current.map(({ finding }) => finding));
    return summedFindings([...this.past.filter(({ finding }) => seen.has(finding)), ...current]);
  }

  async expire(before: string): Promise<void> {
    const seen = await seenEvents(world.store);
    this.expired.push(
      ...seen.filter(({ date, finding }) => date < before && !finding.startsWith(NEVER_EXPIRES)),
    );
  }

  async cut(until: string): Promise<void> {
    const current = await this.current();
    // If nothing is older, nothing is removed.
    if (!current.some(({ date }) => date < until)) return;
    const seen = new Set(current.filter(({ date }) => date >= until).map(({ finding }) => finding));
    this.past = [...this.past, ...current].filter(({ date, finding }) => date < until && seen.has(finding));
    this.since = until;
  }
}

const memory = new Memory();

async function retain({ eventsDays, findingsDays }: Retention, day: number): Promise<void> {
  const { store, archive } = world;
  const now = new Date(`${dateOf(day)}T12:00:00Z`);
  const ages = {
    retention_events_days: eventsDays,
    retention_types: { [NEVER_EXPIRES]: 0 },
    retention_findings_days: findingsDays,
    retention_archive_days: 0,
  };
  const plan = await planRetention({ store, archive, ages, now });
  const before = plan.events.cutoffs.get('scan_ntp') ?? plan.events.cutoffs.get('event4_sinkhole');
  // In the other order, events would exist twice: in this memory, and still in the store.
  if (findingsDays > 0) await memory.cut(plan.findings.from);
  if (before) await memory.expire(before);
  await carryOut(plan, world, now);
}

async function take(step: Step, number: number, day: number): Promise<void> {
  if (step.kind === 'restart') return world.restart();
  if (step.kind === 'retention') return retain(step, day);
  if (step.kind === 'replay') {
    const rows = await world.operator.ledger.find({ states: ['live'], events: 'kept' });
    if (rows.length === 0) return;
    return replay([rows[step.which % rows.length]!], world.loader, 1, () => {});
  }
  const name = `${dateOf(day)}-${step.type}-${step.list}.csv`;
  const content = reportText(step.type, step.rows);
  await world.ingest([{ name, content, publishedAt: 1_000 + number }]);
}

test('findings that are still seen stay unchanged, and the others are removed', async () => {
  const [steps = []] = fc.sample(fc.array(stepOf, { minLength: STEPS, maxLength: STEPS }), {
    seed: SEED,
    numRuns: 1,
  });
  let day = 1;
  for (const [number, step] of steps.entries()) {
    if (step.kind === 'report') day = Math.max(1, day + step.move);
    await take(step, number, day);
    expect(await storedFindings(world.store), `after step ${number}, ${step.kind}`).toEqual(
      await memory.expected(),
    );
    if (number % 10 !== 9) continue;
    const before = await findingsChecksum(world.store);
    await world.store.projection.rebuild();
    expect(await findingsChecksum(world.store), `rebuilt after step ${number}`).toEqual(before);
  }
  const counts = await world.operator.tables.rows<{ cuts: number; past: number; expired: number }>(
    `SELECT (SELECT count() FROM finding_cuts) AS cuts, (SELECT count() FROM finding_pasts) AS past,
       (SELECT count() FROM reports WHERE events_state = 'expired' AND state = 'live') AS expired`,
  );
  for (const count of Object.values(counts[0]!)) expect(count).toBeGreaterThanOrEqual(LEAST_AFFECTED);
});
