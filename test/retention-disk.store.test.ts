// Checks that retention removes data from the disk before it ends, instead of only hiding rows.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { everything } from '../src/domain/everything.js';
import { carryOut, planRetention } from '../src/retention/index.js';
import { numbers, report, reportFile } from './support/reports.js';
import { World } from './support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

test('no remaining file contains removed rows', async () => {
  const { store, archive } = world;
  for (const date of ['2026-01-10', '2026-01-11', '2026-01-20'])
    await world.ingest([
      { name: reportFile('alpha', date), content: `${report(numbers(1, 50))}${'x,'.repeat(30)}x\n` },
      { name: reportFile('alpha', date, 'scan_dns'), content: report(numbers(1, 50)) },
    ]);
  const now = new Date('2026-01-21T12:00:00Z');
  const ages = {
    retention_events_days: 5,
    retention_types: { scan_dns: 0 },
    retention_findings_days: 5,
    retention_archive_days: 5,
  };
  await carryOut(await planRetention({ store, archive, ages, now }), world, now);
  const tables = ['event_rows', 'quarantine_rows', 'finding_day_rows', 'finding_versions', 'finding_pasts'];
  const parts = await store.as(everything).tables.rows<{ table: string; rows: number; unused: number }>(
    `SELECT table, sumIf(rows, active) AS rows, countIf(NOT active) AS unused FROM system.parts
     WHERE database = currentDatabase() AND has({tables:Array(String)}, table) AND partition_id NOT LIKE 'patch-%'
     GROUP BY table ORDER BY table`,
    { tables },
  );
  expect(parts).toEqual([
    // Three days of one type and one of the other.
    { table: 'event_rows', rows: 200, unused: 0 },
    { table: 'finding_day_rows', rows: 100, unused: 0 },
    { table: 'finding_pasts', rows: 100, unused: 0 },
    { table: 'finding_versions', rows: 100, unused: 0 },
    { table: 'quarantine_rows', rows: 1, unused: 0 },
  ]);
});
