// Kills `sundial publish` and the PostgreSQL server at random moments while reports are issued again: the tables hold the
// store in the end, nothing lost and nothing twice.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  PASSWORD,
  type Postgres,
  startPostgres,
  USER,
  whyNoPostgres,
} from '../src/enrich/testing/postgres.js';
import { campaign } from './setup/campaign.js';
import { type Finished, type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile } from './support/reports.js';

const missing = whyNoPostgres();
if (missing) console.warn(`Kills while publishing to PostgreSQL are not tested: ${missing}`);

const KILLS = campaign({ short: 2, full: 8 });
const SEED = 20260117;
const DAY = '2026-01-15';

let folder: string;
let server: Postgres;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-publish-crash-'));
  if (missing) return;
  server = await startPostgres();
  for (const name of ['disturbed', 'reference']) await server.run(`CREATE DATABASE ${name}`);
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (
  args: readonly string[],
  database: string,
  options: Partial<RunOptions> = {},
): Promise<Finished> =>
  sundial([...args, '--data-dir', 'data'], {
    cwd: folder,
    env: {
      ...{ DB_HOST: '127.0.0.1', DB_PORT: String(server.port), DB_NAME: database },
      ...{ DB_USER: USER, DB_PASSWORD: PASSWORD },
    },
    ...options,
  });

/** Loads the next version of two reports that share rows; each version lacks rows of the one before. */
async function load(version: number): Promise<void> {
  for (const [list, from] of [
    ['alpha', version * 3_000],
    ['beta', 4_000 + version * 3_000],
  ] as const)
    writeFileSync(path.join(folder, reportFile(list, DAY, 'scan_ssl')), report(numbers(from, from + 6_000)));
  const files = ['alpha', 'beta'].map((list) => reportFile(list, DAY, 'scan_ssl'));
  const { exitCode, stderr } = await run(['ingest', ...files], 'disturbed');
  expect(exitCode, stderr).toBe(0);
}

const publish = (database: string, options?: Partial<RunOptions>) =>
  run(['publish', 'postgres', ...(database === 'reference' ? ['--replay'] : [])], database, options);

async function complete(database: string): Promise<number> {
  const { exitCode, stdout, stderr, work } = await publish(database, { watchWork: true });
  expect(exitCode, stderr + stdout).toBe(0);
  return work;
}

async function tables(database: string): Promise<object> {
  const rows = async (sql: string) => (await server.run(sql, database)).rows;
  return {
    events: await rows('SELECT report_type, event_hash FROM ss_events ORDER BY 1, 2'),
    sent: await rows('SELECT event_key FROM sundial_events ORDER BY 1'),
    counts: await rows('SELECT report_type, event_count FROM ss_reports'),
  };
}

test.skipIf(missing !== undefined && process.env.CI !== 'true')(
  'killed at random moments, the tables hold the store in the end',
  async () => {
    expect(missing).toBeUndefined();
    await load(0);
    const work = await complete('disturbed');
    const shares = fc.sample(fc.double({ min: 0.4, max: 0.95, noNaN: true }), { seed: SEED, numRuns: KILLS });
    let kills = 0;
    for (const [at, share] of shares.entries()) {
      await load(at + 1);
      const { signal } = await publish('disturbed', { killAtWork: share * work });
      if (signal === 'SIGKILL') kills++;
      const disturbed = publish('disturbed');
      await pause(1_000 * share);
      await server.crash();
      await server.revive();
      await disturbed;
    }
    expect(kills).toBeGreaterThan(0);
    await complete('disturbed');
    await complete('reference');
    expect(await tables('disturbed')).toEqual(await tables('reference'));
  },
);
