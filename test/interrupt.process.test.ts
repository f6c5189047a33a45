// Checks that Ctrl-C ends a heavy query soon: by the command itself, which says so, and not by its death.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../src/domain/errors.js';
import { runNode, SUNDIAL } from './support/cli.js';
import { numbers, report, reportFile } from './support/reports.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-interrupt-'));
const data = path.join(folder, 'data');
const file = path.join(folder, reportFile('one', '2026-01-15'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  writeFileSync(file, report(numbers(1, 2_000)));
  const { exitCode } = await runNode([SUNDIAL, 'ingest', file, '--data-dir', data]);
  expect(exitCode).toBe(EXIT.done);
}, 60_000);

/** Hours of work. */
const HEAVY =
  'SELECT count() FROM events AS a, events AS b, events AS c, events AS d WHERE sipHash64(a.ip, b.ip, c.ip, d.ip) = 7';
/** More than starting takes, so that the query is at work by then. */
const WORKED_TICKS = 400;
const SOON_MS = 10_000;

/** Hundredths of a second that a process has worked; its name, which may hold blanks, ends with a bracket. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

it.runIf(process.platform === 'linux')(
  'stops the engine and ends with the exit code of a failure',
  async () => {
    const child = spawn(process.execPath, [SUNDIAL, 'sql', HEAVY, '--data-dir', data], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let notes = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      notes += text;
    });
    let interruptedAt = 0;
    const watch = setInterval(() => {
      if (interruptedAt > 0 || child.exitCode !== null || ticksOf(child.pid!) < WORKED_TICKS) return;
      interruptedAt = performance.now();
      child.kill('SIGINT');
    }, 50);
    const ended = await new Promise((resolve) => {
      child.on('close', (code, signal) => resolve([code, signal]));
    });
    clearInterval(watch);
    expect([ended, notes.trim()]).toEqual([[EXIT.failed, null], 'error: the query was cancelled']);
    expect(performance.now() - interruptedAt).toBeLessThan(SOON_MS);
  },
  120_000,
);
