// Checks that Ctrl-C ends a heavy query soon: the command cancels the query and says so, instead of being killed.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../src/domain/errors.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { runNode, SUNDIAL } from './support/cli.js';
import { HEAVY_SQL, hasWorked } from './support/heavy.js';
import { numbers, report, reportFile } from './support/reports.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-interrupt-'));
const data = path.join(folder, 'data');
const file = path.join(folder, reportFile('one', '2026-01-15'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  await placeEmptyStore(data);
  writeFileSync(file, report(numbers(1, 2_000)));
  const { exitCode } = await runNode([SUNDIAL, 'ingest', file, '--data-dir', data]);
  expect(exitCode).toBe(EXIT.done);
});

/** The query itself would take hours. */
const SOON_MS = 60_000;

it.runIf(process.platform === 'linux')(
  'stops the engine and ends with the exit code of a failure',
  async () => {
    const child = spawn(process.execPath, [SUNDIAL, 'sql', HEAVY_SQL, '--data-dir', data], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let notes = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      notes += text;
    });
    const ended = new Promise((resolve) => {
      child.on('close', (code, signal) => resolve([code, signal]));
    });
    await hasWorked(child.pid!);
    const interruptedAt = performance.now();
    child.kill('SIGINT');
    expect([await ended, notes.trim()]).toEqual([[EXIT.failed, null], 'error: the query was cancelled']);
    expect(performance.now() - interruptedAt).toBeLessThan(SOON_MS);
  },
);
