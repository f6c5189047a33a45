// Checks that a named pipe is read on request, and refused in a folder.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LIMITS } from '../../domain/limits.js';
import { collectFiles } from '../index.js';
import { lines, type Outcome, outcomes } from '../testing/outcome.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'sundial-collect-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

test('a named pipe that no program writes to is given up', async () => {
  execFileSync('mkfifo', [path.join(cwd, 'pipe')]);
  const limits = { ...LIMITS, pipeOpenMs: 20 };
  const [only] = await outcomes(collectFiles(['pipe'], { cwd, clock: () => new Date(0), limits }));
  expect(only!.error).toMatchObject({ code: 'file-unreadable' });
  expect(only!.error!.message).toContain('no program has opened the pipe');
});

const run = (...paths: string[]): Promise<Outcome[]> =>
  outcomes(collectFiles(paths, { cwd, clock: () => new Date('2026-01-17T08:00:00Z') }));

test('pipes in a folder are refused without waiting', async () => {
  mkdirSync(path.join(cwd, 'in'));
  execFileSync('mkfifo', [path.join(cwd, 'in/x.csv')]);
  expect(lines(await run('in'))).toEqual(['in/x.csv: file-unreadable']);
});

test('a named pipe is read on request', async () => {
  const pipe = path.join(cwd, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const all = run('pipe');
  await writeFile(pipe, 'a,b\n1,2\n');
  expect((await all)[0]!.content!.toString()).toBe('a,b\n1,2\n');
});
