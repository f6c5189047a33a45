// Kills `sundial fetch` with SIGKILL at random moments: store and archive end up as after an undisturbed fetch.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OfferedReport, offered, ReportsApiDouble } from '../examples/reports-api/index.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { checksumsOf } from './support/checksum.js';
import { type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile } from './support/reports.js';

const STORES = campaign({ short: 1, full: 2 });
const KILLS = campaign({ short: 1, full: 4 });
const LISTS = campaign({ short: 12, full: 30 });
const LARGE_ROWS = campaign({ short: 6_000, full: 12_000 });
/** Most kills have to hit the command while it is running. */
const LEAST_KILLS = campaign({ short: 1, full: 12 });
/** A fetch that completes before its kill does not count. */
const TRIES = 3 * KILLS;
const SEED = 20260116;
const DATE = '2026-01-15';

let folder: string;
let double: ReportsApiDouble;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-fetch-crash-'));
  double = await new ReportsApiDouble({ now: () => new Date('2026-01-16T08:00:00Z') }).start();
});
afterAll(async () => {
  await double.stop();
  rmSync(folder, { recursive: true, force: true });
});

const of = (list: string, from: number, to: number, type?: string): OfferedReport =>
  offered(list, reportFile(list, DATE, type), report(numbers(from, to)));

/**
 * The reports that the double offers at each fetch, later with re-issues under other ids, and a new list. No event is
 * in two lists, because the order of downloads would determine which copy counts.
 */
const FIRST = [
  ...Array.from({ length: LISTS }, (_, at) => of(`list${at}`, at * 500, at * 500 + 200)),
  of('large', 20_000, 20_000 + LARGE_ROWS),
  of('large', 0, 3_000, 'scan_dns'),
];
const SECOND = [
  ...FIRST.slice(5),
  ...FIRST.slice(0, 4).map((each, at) => ({
    ...of(each.list, at * 500 + 100, at * 500 + 400),
    id: `re-issued-${at}`,
  })),
  of('late', 40_000, 40_900),
];
const FETCHES = [FIRST, SECOND];

const dataOf = (store: string) => path.join(folder, store);

function fetchInto(store: string, options: Partial<RunOptions> = {}) {
  return sundial(['fetch', '--date', DATE, '--data-dir', dataOf(store), '--json'], {
    cwd: folder,
    env: {
      SUNDIAL_API_KEY: double.key,
      SUNDIAL_API_SECRET: double.secret,
      SUNDIAL_API_URL: double.url,
      SUNDIAL_DOWNLOAD_URL: double.downloadUrl,
      SUNDIAL_REQUEST_DELAY_SECONDS: '0',
      SUNDIAL_MIN_FREE_DISK_MIB: '0',
      SUNDIAL_LOAD_BATCH_MIB: '1',
    },
    ...options,
  });
}

/** Fetches to the end; returns milliseconds of processor time. */
async function complete(store: string): Promise<number> {
  const run = await fetchInto(store, { watchWork: true });
  expect(run.exitCode, run.stderr + run.stdout).toBe(0);
  return run.work;
}

test('killed at random moments, a fetch ends up as if undisturbed', async () => {
  const works: number[] = [];
  await placeEmptyStore(dataOf('undisturbed'));
  for (const reports of FETCHES) {
    double.reports = reports;
    works.push(await complete('undisturbed'));
  }
  const expected = await checksumsOf(dataOf('undisturbed'));
  const shares = fc.sample(
    fc.array(fc.double({ min: 0.15, max: 1, noNaN: true }), { minLength: TRIES, maxLength: TRIES }),
    {
      seed: SEED,
      numRuns: STORES * FETCHES.length,
    },
  );
  let kills = 0;
  for (let number = 0; number < STORES; number++) {
    const store = `store${number}`;
    await placeEmptyStore(dataOf(store));
    for (const [at, reports] of FETCHES.entries()) {
      double.reports = reports;
      let mine = 0;
      for (const share of shares.pop()!) {
        if (mine === KILLS) break;
        if ((await fetchInto(store, { killAtWork: share * works[at]! })).signal === 'SIGKILL') mine++;
      }
      kills += mine;
      await complete(store);
    }
    expect(await checksumsOf(dataOf(store)), store).toEqual(expected);
    expect(readdirSync(path.join(dataOf(store), 'downloads')), 'downloads left behind').toEqual([]);
    expect(existsSync(path.join(dataOf(store), 'segments')), 'segments left behind').toBe(false);
    rmSync(dataOf(store), { recursive: true });
  }
  expect(kills).toBeGreaterThanOrEqual(LEAST_KILLS);
});
