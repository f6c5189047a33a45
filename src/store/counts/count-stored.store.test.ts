// Tests that a store of an earlier schema gets counts, even if counting was interrupted, and that wrong counts are found.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { numbers, report, reportFile, row } from '../../../test/support/reports.js';
import { World } from '../../../test/support/world.js';
import { openEmbedded } from '../engine/embedded.js';
import { countStored } from './count-stored.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
  for (const date of ['2026-01-15', '2026-01-16'])
    await world.ingest([
      { name: reportFile('alpha', date), content: report(numbers(1, 40)) },
      { name: reportFile('beta', date), content: report(numbers(30, 60)) },
    ]);
});
afterAll(() => world.close());

const counts = () =>
  world.operator.tables.rows(
    'SELECT load, report_type, report_date, list, field, value, kept, events FROM count_rows ORDER BY ALL',
  );

const EARLIER_SCHEMA = 'ALTER TABLE migrations DELETE WHERE number >= 11 SETTINGS mutations_sync = 2';

it('counts all events of a store of an earlier schema', async () => {
  const before = await counts();
  expect(before.length).toBeGreaterThan(50);
  await world.reopenAfter('DROP VIEW counts', 'DROP TABLE count_rows SYNC', EARLIER_SCHEMA);
  expect(await counts()).toEqual(before);
});

it('counts what an interrupted upgrade left uncounted', async () => {
  const before = await counts();
  await world.reopenAfter(
    "ALTER TABLE count_rows DELETE WHERE report_date = '2026-01-16' SETTINGS mutations_sync = 2",
    EARLIER_SCHEMA,
  );
  expect(await counts()).toEqual(before);
});

it('reports how many of all events are counted', async () => {
  const told: [number, number][] = [];
  await world.restart(async () => {
    const engine = await openEmbedded({ folder: world.folder, memoryLimitMib: 512 });
    await engine.run('TRUNCATE TABLE count_rows');
    await countStored(engine, (events, of) => told.push([events, of]));
    await engine.close();
  });
  expect(told).toEqual([
    [0, 120],
    [60, 120],
    [120, 120],
  ]);
});

it.each(['00', 'x'])('counts the port %s in the same way with its load and later', async (text) => {
  const date = text === 'x' ? '2026-02-11' : '2026-02-12';
  // Enough rows that the kernel reads most of them.
  const content = report(numbers(1, 2_000)).replace(row(1_500), row(1_500).replace(',123,', `,${text},`));
  await world.ingest([{ name: reportFile(`odd-${text}`, date), content }]);
  const before = await counts();
  const kept = { report_date: date, field: 'port', value: text, kept: 1, events: 1 };
  expect(before).toContainEqual(expect.objectContaining(kept));
  await world.store.counts.rebuild();
  expect(await counts()).toEqual(before);
});

it('reports how many loads have counts that differ from their events', async () => {
  const { health } = world.operator;
  expect(await health.wrongCounts()).toBe(0);
  await world.reopenAfter(
    "ALTER TABLE count_rows DELETE WHERE report_date = '2026-01-16' SETTINGS mutations_sync = 2",
  );
  expect(await world.operator.health.wrongCounts()).toBe(2);
  await world.store.counts.rebuild();
  expect(await world.operator.health.wrongCounts()).toBe(0);
});
