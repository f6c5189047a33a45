// Checks that a missing patch is reported at opening, and that merged patches are not missed.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { numbers, report, reportFile } from '../../../test/support/reports.js';
import { World } from '../../../test/support/world.js';
import { isPatch } from './part-name.js';

const DAY = '2026-01-15';
const name = (list: string) => reportFile(list, DAY);

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world.close());

const counted = async () =>
  (await world.operator.tables.rows<{ n: number }>('SELECT count() AS n FROM events'))[0]!.n;

/** Removes all patches of a store that is not open. */
function losePatches(): void {
  const store = path.join(world.folder, 'engine', 'store');
  const patches = readdirSync(store, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isPatch(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  expect(patches.length).toBeGreaterThan(0);
  for (const patch of patches) rmSync(patch, { recursive: true });
}

test('copies that would count again are noticed at opening', async () => {
  await world.ingest([{ name: name('north'), content: report(numbers(1, 30)) }]);
  await world.ingest([{ name: name('south'), content: report(numbers(21, 40)) }]);
  expect(await counted()).toBe(40);
  await world.restart();
  expect(world.store.damage()).toEqual([]);
  await world.restart(losePatches);
  expect(await counted()).toBe(50);
  expect(world.store.damage()).toEqual([
    expect.stringContaining(
      'a change to rows has disappeared, so that too many of them count: event_rows/patch-',
    ),
  ]);
});

test('removed reports that would count again are noticed at opening', async () => {
  await world.ingest([{ name: name('north'), content: report(numbers(1, 30)) }]);
  await world.ingest([{ name: name('north'), content: report(numbers(11, 40)), publishedAt: 1_768_600_000 }]);
  expect(await counted()).toBe(30);
  await world.restart(losePatches);
  expect(world.store.damage().join()).toContain('a change to rows has disappeared');
});

test('patches that are merged into all parts may go', async () => {
  await world.ingest([{ name: name('north'), content: report(numbers(1, 30)) }]);
  await world.ingest([{ name: name('south'), content: report(numbers(21, 40)) }]);
  await world.restart();
  await world.store.events.expireDay(DAY, []);
  await world.restart(losePatches);
  expect([await counted(), world.store.damage()]).toEqual([40, []]);
});
