// Kills `sundial retention --apply` with SIGKILL: the final content equals that of an undisturbed run.
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { checksumsOf } from './support/checksum.js';
import { type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile, writeFile } from './support/reports.js';

/** When to kill: at the first changes of these tables' folders, and at fractions of the command's work. */
const CHANGES = campaign({
  short: { event_rows: [1], finding_day_rows: [3] },
  full: {
    ledger: [1, 6],
    event_rows: [4],
    count_rows: [3],
    finding_cuts: [1],
    finding_day_rows: [3],
    finding_versions: [1, 3],
  },
});
const SHARES = campaign({ short: [], full: [0.6, 0.75, 0.9] });
/** Most kills have to hit the command while it is running. */
const LEAST_KILLS = campaign({ short: 1, full: 6 });
const AGES = ['--events-days', '18', '--findings-days', '17', '--archive-days', '17'];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-retention-'));
  // The clock of these commands shows 2026-02-01.
  for (const [index, date] of ['2026-01-12', '2026-01-13', '2026-01-14', '2026-01-15'].entries()) {
    const write = (list: string, content: string, type?: string) =>
      writeFile(path.join(folder, 'in'), reportFile(list, date, type), content);
    write('alpha', report(numbers(index * 300, 2_000)));
    write('beta', `${report(numbers(1_500, 2_500))}${'x,'.repeat(30)}x\n`);
    write('alpha', report(numbers(index, 40)), 'scan_dns');
  }
  await placeEmptyStore(dataOf('loaded'));
  const run = await sundial(['ingest', 'in', '--data-dir', dataOf('loaded')], { cwd: folder });
  expect(run.exitCode, run.stderr).toBe(3);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dataOf = (store: string) => path.join(folder, store);
const retain = (store: string, options: Partial<RunOptions> = {}) =>
  sundial(['retention', ...AGES, '--apply', '--json', '--data-dir', dataOf(store)], {
    cwd: folder,
    ...options,
  });

/** A store with everything loaded. The engine's links to its tables are relative paths, which have to be kept. */
function freshStore(name: string): string {
  rmSync(dataOf(name), { recursive: true, force: true });
  cpSync(dataOf('loaded'), dataOf(name), { recursive: true, verbatimSymlinks: true });
  return name;
}

test('killed anywhere, retention ends up as if undisturbed', async () => {
  const undisturbed = await retain(freshStore('undisturbed'), { watchWork: true });
  expect(undisturbed.exitCode, undisturbed.stderr).toBe(0);
  const expected = await checksumsOf(dataOf('undisturbed'));
  expect(expected).not.toEqual(await checksumsOf(dataOf('loaded')));
  const kills: ((store: string) => Partial<RunOptions>)[] = [
    ...Object.entries(CHANGES).flatMap(([table, places]) =>
      places.map((changes) => (store: string) => ({
        killAtChange: {
          folder: realpathSync(path.join(dataOf(store), 'engine', 'data', 'default', table)),
          changes,
        },
      })),
    ),
    ...SHARES.map((share) => () => ({ killAtWork: share * undisturbed.work })),
  ];
  let met = 0;
  for (const [number, kill] of kills.entries()) {
    const store = freshStore('disturbed');
    const run = await retain(store, kill(store));
    if (run.signal === 'SIGKILL') met++;
    // Unfinished work must not be visible, so the very first command checks for it.
    const after = await sundial(['reports', '--json', '--data-dir', dataOf(store)]);
    expect(after.exitCode, after.stderr).toBe(0);
    const again = await retain(store);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(await checksumsOf(dataOf(store)), `kill ${number}`).toEqual(expected);
  }
  expect(met).toBeGreaterThanOrEqual(LEAST_KILLS);
});
