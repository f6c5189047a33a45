// Runs commands during a plain `sundial ingest`: reading and edits work at once, and writing waits and says what
// for.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { EXIT } from '../src/domain/errors.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { sundial } from './support/cli.js';
import { numbers, report, reportFile } from './support/reports.js';

const ROWS = 20;
const folder = mkdtempSync(path.join(tmpdir(), 'sundial-beside-'));
const data = path.join(folder, 'data');
const fileOf = (date: string) => path.join(folder, reportFile('one', date));
const run = (args: readonly string[], stdin?: PassThrough) =>
  sundial(args, { cwd: folder, env: { SUNDIAL_DATA_DIR: data }, ...(stdin && { stdin }) });

beforeAll(async () => {
  await placeEmptyStore(data);
  for (const date of ['2026-01-15', '2026-01-16']) writeFileSync(fileOf(date), report(numbers(1, ROWS)));
  expect((await run(['ingest', fileOf('2026-01-15')])).exitCode).toBe(EXIT.done);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A load whose report does not end until the test lets it. */
let endless: PassThrough;
let load: ReturnType<typeof run>;
let list = 0;
beforeEach(async () => {
  endless = new PassThrough();
  list++;
  load = run(['ingest', '-', '--type', 'scan_http', '--date', '2026-01-17', '--list', `l${list}`], endless);
  endless.write(report(numbers(1, ROWS)));
  await expect.poll(() => existsSync(path.join(data, 'service.sock'))).toBe(true);
});

async function endLoad(): Promise<void> {
  endless.end();
  expect(await load).toMatchObject({ exitCode: EXIT.done });
}

test('reading and edits do not wait for the load', async () => {
  const counted = await run(['query', '--count', '--date', '2026-01-15', '--json']);
  expect([JSON.parse(counted.stdout).count, counted.stderr]).toEqual([ROWS, '']);
  const added = await run(['whitelist', 'add', '192.0.2.1', '-t', 'all', '-d', '3']);
  expect([added.exitCode, added.stderr]).toEqual([EXIT.done, '']);
  await endLoad();
});

test('writing names the running command if it must not wait', async () => {
  const { exitCode, stderr } = await run(['ingest', fileOf('2026-01-16'), '--no-wait']);
  expect(exitCode).toBe(EXIT.failed);
  expect(stderr).toMatch(/another command is writing \("sundial ingest" since 2026-02-01 07:00:00 UTC\)/);
  const limited = await run(['ingest', fileOf('2026-01-16'), '--wait', '1']);
  expect(limited.stderr).toMatch(/^waiting for "sundial ingest" since .*\nerror: another command is writing/);
  await endLoad();
});

test('waiting commands write once the load has ended', async () => {
  const waiting = run(['ingest', fileOf('2026-01-16'), '--json']);
  // The second command takes about that long to start, so it waits for the load in most runs of this test; it must
  // succeed in all of them.
  await run(['reports']);
  await endLoad();
  const { exitCode, stdout } = await waiting;
  expect([exitCode, JSON.parse(stdout).totals.accepted]).toEqual([EXIT.done, ROWS]);
});
