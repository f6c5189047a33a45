// Stops the service during a heavy query and a load: the service ends by its deadline, and the store is complete.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { EXIT } from '../src/domain/errors.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { SUNDIAL, sundial } from './support/cli.js';
import { HEAVY_SQL, hasWorked } from './support/heavy.js';
import { numbers, report, reportFile } from './support/reports.js';

const DEADLINE_SECONDS = 1;
/** The time for the end itself and for the test on a busy machine. Both together are less than the default deadline. */
const AFTERWARDS_MS = 20_000;
const ROWS = 2_000;

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-shutdown-'));
const file = path.join(folder, reportFile('one', '2026-01-15'));
const next = path.join(folder, reportFile('one', '2026-01-16'));
const mails = path.join(folder, 'mails');
const env = {
  SUNDIAL_DATA_DIR: path.join(folder, 'data'),
  SUNDIAL_HTTP_PORT: '0',
  SUNDIAL_WEB_PORT: '0',
  SUNDIAL_MAIL_SOURCE: 'eml',
  SUNDIAL_MAIL_PATH: mails,
  SUNDIAL_SHUTDOWN_SECONDS: String(DEADLINE_SECONDS),
};
let service: ChildProcess | undefined;

beforeAll(async () => {
  await placeEmptyStore(env.SUNDIAL_DATA_DIR);
  mkdirSync(mails);
  writeFileSync(file, report(numbers(1, ROWS)));
  writeFileSync(next, report(numbers(1, ROWS)));
  expect((await run(['ingest', file])).exitCode).toBe(EXIT.done);
});
afterEach(() => service?.kill('SIGKILL'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[], stdin?: PassThrough) =>
  sundial(args, { cwd: folder, env, ...(stdin && { stdin }) });

/** Starts the service; resolves when its log contains these words. */
async function serve(words: string): Promise<{ child: ChildProcess; log: () => string }> {
  const child = spawn(process.execPath, [SUNDIAL, 'serve'], {
    cwd: folder,
    env: { ...process.env, SUNDIAL_CLOCK: '2026-02-01T07:00:00Z', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  service = child;
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes(words)) resolve();
    });
    child.on('close', (code) => reject(new Error(`it ended with ${code}: ${log}`)));
  });
  return { child, log: () => log };
}

test.runIf(process.platform === 'linux')(
  'during a heavy query and a load the service ends by its deadline, and nothing is lost or duplicated',
  async () => {
    const { child, log } = await serve('service began');
    const question = run(['sql', HEAVY_SQL]);
    // A report that does not end keeps the load in progress for as long as the test needs.
    const endless = new PassThrough();
    const load = run(
      ['ingest', '-', '--type', 'scan_http', '--date', '2026-01-17', '--list', 'two'],
      endless,
    );
    endless.write(report(numbers(1, ROWS)));
    await hasWorked(child.pid!);
    const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
    const asked = performance.now();
    child.kill('SIGTERM');
    expect(['SIGKILL', EXIT.partial]).toContain(await ended);
    expect(performance.now() - asked).toBeLessThan(DEADLINE_SECONDS * 1000 + AFTERWARDS_MS);
    expect(log()).toContain('work was abandoned');
    endless.destroy();
    expect([(await question).exitCode, (await load).exitCode]).toEqual([EXIT.failed, EXIT.failed]);
    const again = JSON.parse((await run(['ingest', file, next, '--json'])).stdout);
    expect(again.totals).toMatchObject({ accepted: ROWS, duplicate: ROWS, failed: 0 });
    expect(JSON.parse((await run(['query', '--count', '--json'])).stdout)).toMatchObject({ count: 2 * ROWS });
  },
);

test('an idle client of the socket does not delay the end', async () => {
  const { child } = await serve('service began');
  const { connect } = await import('node:net');
  const idle = connect(path.join(env.SUNDIAL_DATA_DIR, 'service.sock')).on('error', () => {});
  await new Promise((resolve) => idle.once('connect', resolve));
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  child.kill('SIGTERM');
  expect(await ended).toBe(EXIT.done);
  idle.destroy();
});

test('the unit file treats that end as a success', () => {
  const unit = readFileSync(path.join(import.meta.dirname, '../deploy/sundial.service'), 'utf8');
  expect(unit).toMatch(new RegExp(`^SuccessExitStatus=${EXIT.partial} SIGKILL$`, 'm'));
});
