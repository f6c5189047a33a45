// Checks the division of rows into files when they do not fit in memory.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIMITS } from '../../domain/limits.js';
import { Division } from './division.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-division-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const division = (most: number) =>
  new Division({ scratch: path.join(folder, 'x-'), most, output: 'lake', slice: 'scan_ntp of 2026-01-15' });

/** JSON may contain the separators of Unicode, which are not the ends of lines. */
const line = (number: number) => JSON.stringify({ number, text: 'ä\u2028\u2029\r'.repeat(50) });

it.each([0, 700, 1_000_000])(
  'keeps the lines of each file in order, with %i characters in memory',
  async (most) => {
    const rows = division(most);
    for (let number = 0; number < 40; number++) {
      rows.add(`${number % 3}`, line(number));
      if (number % 5 === 4) await rows.settle();
    }
    expect(readdirSync(folder).length).toBe(most > 10_000 ? 0 : 3);
    const files: Record<string, string[]> = {};
    for (const file of rows.files()) {
      files[file.path] = [];
      for await (const lines of file.lines()) files[file.path]!.push(...lines);
    }
    const expected = (rest: number) =>
      Array.from({ length: 40 }, (_, number) => number)
        .filter((number) => number % 3 === rest)
        .map(line);
    expect(files).toEqual({ 0: expected(0), 1: expected(1), 2: expected(2) });
    await rows.discard();
    expect(readdirSync(folder)).toEqual([]);
  },
);

it('refuses a template that makes too many files', () => {
  const rows = division(1_000);
  for (let number = 0; number < LIMITS.outputFiles; number++) rows.add(String(number), '');
  expect(() => rows.add('one more', '')).toThrow(
    'the template of lake makes more than 10000 files for scan_ntp of 2026-01-15. Divide by less',
  );
});
