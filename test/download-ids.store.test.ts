// Checks that ids of downloads are kept for an output that needs them, nowhere else, and only as long as there are events.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { carryOut, planRetention } from '../src/retention/index.js';
import { Fetching, report } from './support/fetching.js';

let world: Fetching;
beforeAll(async () => {
  world = await Fetching.open('2026-01-10T08:00:00Z', {
    OPENCTI_URL: 'https://opencti.example.com',
    OPENCTI_TOKEN: '00000000-0000-4000-8000-000000000000',
    SUNDIAL_OPENCTI_NAMES: 'connector',
  });
});
afterAll(() => world.close());

const kept = () => readdirSync(path.join(world.folder, 'download-ids'));

test('the id of the first version is kept, and no table has it', async () => {
  const day = world.day(1);
  const identity = { type: 'scan_ssl', list: 'example', date: day };
  world.offer(report('example', day, 'scan_ssl', 2));
  const { listings } = await world.api.list({ date: day });
  const id = listings[0]!.id.reveal();
  await world.fetch({ dates: [day] });
  expect((await world.workspace.downloadIds.of(identity))?.reveal()).toBe(id);
  world.offer(report('example', day, 'scan_ssl', 3, 'two'));
  world.double.changingIds = true;
  expect((await world.api.list({ date: day })).listings[0]!.id.reveal()).not.toBe(id);
  await world.fetch({ dates: [day], thorough: true });
  expect((await world.workspace.downloadIds.of(identity))?.reveal()).toBe(id);
  expect(readFileSync(path.join(world.folder, 'download-ids', kept()[0]!), 'utf8')).toContain(id);
  for (const table of ['listing_versions', 'deliveries', 'ledger', 'runs'])
    expect(JSON.stringify(await world.rows(`SELECT * FROM ${table}`))).not.toContain(id);
});

test('retention removes the ids of days without events', async () => {
  const retention = async () => {
    const { store, archive } = world.workspace;
    const ages = {
      ...{ retention_events_days: 40, retention_types: {} },
      ...{ retention_findings_days: 0, retention_archive_days: 0 },
    };
    const plan = await planRetention({ store, archive, ages, now: world.now });
    await carryOut(plan, world.workspace, world.now);
  };
  world.pass(35 * 24);
  await retention();
  expect(kept()).toHaveLength(1);
  world.pass(10 * 24);
  await retention();
  expect(kept()).toEqual([]);
});
