// Kills `sundial publish` at random moments while reports are issued again and a Redis server is killed as well: a reader
// that follows the stream, as the page on messages describes, holds the store in the end.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldAfter } from '../src/publish/broker/testing/held.js';
import type { BrokerServer } from '../src/publish/broker/testing/server.js';
import { PASSWORD, reader, startRedis, streamed, whyNoRedis } from '../src/publish/redis/testing/redis.js';
import { campaign } from './setup/campaign.js';
import { type Finished, type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile } from './support/reports.js';

const missing = whyNoRedis();
if (missing) console.warn(`Kills while publishing to Redis are not tested: ${missing}`);

const KILLS = campaign({ short: 2, full: 8 });
const SEED = 20260119;
const DAY = '2026-01-15';

let folder: string;
let server: BrokerServer;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-publish-redis-'));
  if (missing) return;
  server = await startRedis({ appendonly: 'yes', appendfsync: 'always' });
  const outputs = ['disturbed', 'reference'].map((name) => ({
    ...{ name, kind: 'redis', port: server.port, key: name },
    password_env: 'REDIS_PASSWORD',
  }));
  writeFileSync(path.join(folder, 'sundial.yaml'), JSON.stringify({ outputs }));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], options: RunOptions = {}): Promise<Finished> =>
  sundial([...args, '--data-dir', 'data'], { cwd: folder, env: { REDIS_PASSWORD: PASSWORD }, ...options });

/** Loads the next version of two reports that share rows; each version lacks rows of the one before. */
async function load(version: number): Promise<void> {
  const files = ['alpha', 'beta'].map((list, at) => {
    const name = reportFile(list, DAY, 'scan_ssl');
    const from = (at + version) * 100;
    writeFileSync(path.join(folder, name), report(numbers(from, from + 200)));
    return name;
  });
  const { exitCode, stderr } = await run(['ingest', ...files]);
  expect(exitCode, stderr).toBe(0);
}

async function complete(name: string): Promise<number> {
  const { exitCode, stdout, stderr, work } = await run(['publish', name], { watchWork: true });
  expect(exitCode, stderr + stdout).toBe(0);
  return work;
}

async function held(key: string) {
  const client = reader(server.port);
  const texts = await streamed(client, key).finally(() => client.disconnect());
  return heldAfter(texts).toSorted((a, b) => a.id.localeCompare(b.id));
}

test.skipIf(missing !== undefined && process.env.CI !== 'true')(
  'killed at random moments, a reader of the stream holds the store in the end',
  async () => {
    expect(missing).toBeUndefined();
    await load(0);
    const work = await complete('disturbed');
    const shares = fc.sample(fc.double({ min: 0.5, max: 0.95, noNaN: true }), { seed: SEED, numRuns: KILLS });
    let kills = 0;
    for (const [at, share] of shares.entries()) {
      await load(at + 1);
      const { signal } = await run(['publish', 'disturbed'], { killAtWork: share * work });
      if (signal === 'SIGKILL') kills++;
      const disturbed = run(['publish', 'disturbed']);
      await server.crash();
      await server.revive();
      await disturbed;
    }
    expect(kills).toBeGreaterThan(0);
    await complete('disturbed');
    await complete('reference');
    const reference = await held('reference');
    expect(reference).toHaveLength(301);
    expect(await held('disturbed')).toEqual(reference);
  },
);
