// Checks after every step of a random history that the maintained findings are those that a rebuild would make.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replay } from '../src/load/index.js';
import { checkFindings, countedFindings } from './support/findings.js';
import { World } from './support/world.js';

const STEPS = 60;
const SEED = 20_260_301;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const HEADERS: Readonly<Record<string, string>> = {
  scan_ntp: 'timestamp,severity,ip,protocol,port,hostname,tag',
  event4_sinkhole: 'timestamp,severity,src_ip,protocol,src_port,infection,tag',
  brand_new: 'timestamp,severity,ip,protocol,port,hostname,tag',
};
const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical', ''];

/** One row of a report; few values, so that findings meet again and again. */
const rowOf = fc.record({
  host: fc.integer({ min: 1, max: 3 }),
  port: fc.constantFrom(123, 124),
  second: fc.integer({ min: 0, max: 59 }),
  severity: fc.constantFrom(...SEVERITIES),
  word: fc.constantFrom('', 'mirai', 'TCP', 'tcp'),
  tag: fc.constantFrom('', 'iot', 'iot;vpn', 'cve-2026-1234'),
});
const stepOf = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      type: fc.constantFrom(...Object.keys(HEADERS)),
      list: fc.constantFrom('north', 'south'),
      // Mostly the same day or the next, as reports come; sometimes an earlier one, or an earlier report again.
      move: fc.constantFrom(0, 0, 0, 1, 1, -1),
      rows: fc.array(rowOf, { maxLength: 10 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replay' as const), which: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);
type Step = typeof stepOf extends fc.Arbitrary<infer T> ? T : never;
type Row = typeof rowOf extends fc.Arbitrary<infer T> ? T : never;

function reportText(type: string, rows: readonly Row[]): string {
  const line = ({ host, port, second, severity, word, tag }: Row) => {
    const time = `2026-03-01 00:00:${String(second).padStart(2, '0')}`;
    const [protocol, named] = type === 'event4_sinkhole' ? ['tcp', word] : [word, `host${host}`];
    const cells = [time, severity, `192.0.2.${host}`, protocol, port];
    return [...cells, ...(type === 'event4_sinkhole' ? [named] : [named]), tag].join(',');
  };
  return `${[HEADERS[type], ...rows.map(line)].join('\n')}\n`;
}

async function take(step: Step, number: number, day: number): Promise<void> {
  if (step.kind === 'restart') return world.restart();
  if (step.kind === 'replay') {
    const live = await world.store.ledger.inState('live');
    if (live.length === 0) return;
    return replay([live[step.which % live.length]!], world.loader, 1, () => {});
  }
  const date = new Date(Date.UTC(2026, 2, day)).toISOString().slice(0, 10);
  const name = `${date}-${step.type}-${step.list}.csv`;
  const content = reportText(step.type, step.rows);
  const [outcome] = await world.ingest([{ name, content, publishedAt: 1_000 + number }]);
  expect(outcome?.outcome).not.toBe('failed');
}

test('maintained findings are rebuilt findings, whatever happens', async () => {
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
}, 300_000);
