// Checks after every step of a random history that the maintained findings equal rebuilt ones.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replay } from '../src/pipeline/index.js';
import { campaign } from './setup/campaign.js';
import { checkFindings, countedFindings } from './support/findings.js';
import { dateOf, ORDINARY_STEPS, reportText } from './support/histories.js';
import { World } from './support/world.js';

const STEPS = campaign({ short: 14, full: 40 });
const SEED = 20_260_301;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const stepOf = fc.oneof(...ORDINARY_STEPS);
type Step = typeof stepOf extends fc.Arbitrary<infer T> ? T : never;

async function take(step: Step, number: number, day: number): Promise<void> {
  if (step.kind === 'restart') return world.restart();
  if (step.kind === 'replay') {
    const live = await world.operator.ledger.inState('live');
    if (live.length === 0) return;
    return replay([live[step.which % live.length]!], world.loader, 1, () => {});
  }
  const name = `${dateOf(day)}-${step.type}-${step.list}.csv`;
  const content = reportText(step.type, step.rows);
  const [outcome] = await world.ingest([{ name, content, publishedAt: 1_000 + number }]);
  expect(outcome?.outcome).not.toBe('failed');
}

test('maintained findings equal rebuilt findings, whatever happens', async () => {
  const [steps = []] = fc.sample(fc.array(stepOf, { minLength: STEPS, maxLength: STEPS }), {
    seed: SEED,
    numRuns: 1,
  });
  let day = 1;
  for (const [number, step] of steps.entries()) {
    if (step.kind === 'report') day = Math.max(1, day + step.move);
    await take(step, number, day);
    await checkFindings(world.store, number % 10 === 9);
  }
  await checkFindings(world.store, true);
  expect(Object.keys(await countedFindings(world.store)).length).toBeGreaterThan(15);
});
