// Tests that files and pipes are read, and that a pipe without a writer is given up.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readWhole } from './whole-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-whole-file-'));
const file = path.join(folder, 'file');
const pipe = path.join(folder, 'pipe');
writeFileSync(file, 'text');
execFileSync('mkfifo', [pipe]);
afterAll(() => rmSync(folder, { recursive: true }));

it('reads a file and a pipe', async () => {
  expect(String(await readWhole(file))).toBe('text');
  const [read] = await Promise.all([readWhole(pipe), writeFile(pipe, 'from a program')]);
  expect(String(read)).toBe('from a program');
});

it('gives up a pipe that no program writes to', async () => {
  await expect(readWhole(pipe, 20)).rejects.toMatchObject({
    code: 'file-unreadable',
    message: expect.stringContaining('no program has opened the pipe for writing'),
  });
});
