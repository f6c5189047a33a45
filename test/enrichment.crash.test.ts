// Kills `sundial enrich update --backfill` with SIGKILL: called again, it ends up like an undisturbed run.
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { checksumsOf } from './support/checksum.js';
import { type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile, writeFile } from './support/reports.js';

/** When to kill: at these changes of these tables' folders. */
const CHANGES: Readonly<Record<string, readonly number[]>> = campaign({
  short: { event_rows: [2] },
  full: { event_rows: [1, 2, 3, 4, 5, 6], enrichment_networks: [1, 2], enrichment_versions: [1, 2] },
});
const DATES = ['2026-01-12', '2026-01-13', '2026-01-14'];

let folder: string;
const dataOf = (store: string) => path.join(folder, store);
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-enrichment-'));
  for (const date of DATES)
    writeFile(path.join(folder, 'in'), reportFile('alpha', date), report(numbers(1, 500)));
  const table = writeFile(folder, 'networks.csv', 'network,asn\n2001:db8::/120,64497\n2001:db8::/32,64498\n');
  writeFile(folder, 'sundial.yaml', `enrichers:\n  - {name: ours, kind: csv, from: ${table}}\n`);
  await placeEmptyStore(dataOf('loaded'));
  const run = await sundial(['ingest', 'in', '--data-dir', dataOf('loaded')], { cwd: folder });
  expect(run.exitCode, run.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const update = (store: string, options: Partial<RunOptions> = {}) =>
  sundial(['enrich', 'update', '--backfill', '--json', '--data-dir', dataOf(store)], {
    cwd: folder,
    ...options,
  });

/** A store with everything loaded. The engine's links to its tables are relative paths, which have to be kept. */
function freshStore(name: string): string {
  rmSync(dataOf(name), { recursive: true, force: true });
  cpSync(dataOf('loaded'), dataOf(name), { recursive: true, verbatimSymlinks: true });
  return name;
}

/** Everything stored, without the outcome of the last attempt: a second one finds an unchanged table. */
async function contentOf(store: string): Promise<object> {
  const { tables, originals } = await checksumsOf(dataOf(store));
  const { enrichment_attempts: _, ...compared } = tables;
  return { compared, originals };
}

test('killed anywhere, the next update enriches the days that are left', async () => {
  const undisturbed = await update(freshStore('undisturbed'));
  expect(undisturbed.exitCode, undisturbed.stderr).toBe(0);
  expect(JSON.parse(undisturbed.stdout)).toMatchObject({ backfill: { days: 3, events: 1_500, left: 0 } });
  const expected = await contentOf('undisturbed');
  expect(expected).not.toEqual(await contentOf('loaded'));
  let met = 0;
  for (const [table, places] of Object.entries(CHANGES))
    for (const changes of places) {
      const store = freshStore('disturbed');
      const watched = realpathSync(path.join(dataOf(store), 'engine', 'data', 'default', table));
      const run = await update(store, { killAtChange: { folder: watched, changes } });
      if (run.signal === 'SIGKILL') met++;
      const again = await update(store);
      expect(again.exitCode, again.stderr).toBe(0);
      expect(await contentOf(store), `${table} ${changes}`).toEqual(expected);
    }
  expect(met).toBeGreaterThan(0);
});
