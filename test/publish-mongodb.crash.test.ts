// Kills `sundial publish` at random moments while reports are issued again and a MongoDB server is killed as well: the
// collections hold the store in the end, nothing lost and nothing twice.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Mongodb,
  mayCrash,
  PASSWORD,
  startMongodb,
  USER,
  whyNoMongodb,
} from '../src/publish/mongodb/testing/server.js';
import { campaign } from './setup/campaign.js';
import { type Finished, type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile } from './support/reports.js';

const missing = whyNoMongodb();
if (missing) console.warn(`Kills while publishing to MongoDB are not tested: ${missing}`);

const KILLS = campaign({ short: 2, full: 8 });
const SEED = 20260118;
const DAY = '2026-01-15';

let folder: string;
let server: Mongodb;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-publish-mongodb-'));
  if (!missing) server = await startMongodb();
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], database: string, options: RunOptions = {}): Promise<Finished> =>
  sundial([...args, '--data-dir', 'data'], {
    cwd: folder,
    env: {
      ...{ SUNDIAL_MONGODB_URI: `mongodb://127.0.0.1:${server.port}/${database}?authSource=admin` },
      ...{ SUNDIAL_MONGODB_USERNAME: USER, SUNDIAL_MONGODB_PASSWORD: PASSWORD },
    },
    ...options,
  });

/** Loads the next version of two reports that share rows; each version lacks rows of the one before. */
async function load(version: number): Promise<void> {
  const files = ['alpha', 'beta'].map((list, at) => {
    const name = reportFile(list, DAY, 'scan_ssl');
    const from = (at + version) * 100;
    writeFileSync(path.join(folder, name), report(numbers(from, from + 200)));
    return name;
  });
  const { exitCode, stderr } = await run(['ingest', ...files], 'disturbed');
  expect(exitCode, stderr).toBe(0);
}

const publish = (database: string, options?: RunOptions) =>
  run(['publish', 'mongodb', ...(database === 'reference' ? ['--replay'] : [])], database, options);

async function complete(database: string): Promise<number> {
  const { exitCode, stdout, stderr, work } = await publish(database, { watchWork: true });
  expect(exitCode, stderr + stdout).toBe(0);
  return work;
}

/** Without the list, which is that of the report with which a shared event was sent. */
const documents = (database: string) =>
  server.admin
    .db(database)
    .collection('scan_ssl')
    .find({}, { projection: { list: 0 } })
    .sort({ _id: 1 })
    .toArray();

test.skipIf((missing !== undefined || !mayCrash) && process.env.CI !== 'true')(
  'killed at random moments, the collections hold the store in the end',
  async () => {
    expect(missing).toBeUndefined();
    await load(0);
    const work = await complete('disturbed');
    const shares = fc.sample(fc.double({ min: 0.5, max: 0.95, noNaN: true }), { seed: SEED, numRuns: KILLS });
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
    const held = await documents('disturbed');
    expect(held).toHaveLength(301);
    expect(held).toEqual(await documents('reference'));
  },
);
