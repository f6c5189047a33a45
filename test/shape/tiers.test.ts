// Checks that each test file's name puts it into one tier, and that its tests suit that tier.
import path from 'node:path';
import { expect, it } from 'vitest';
import { LONGEST } from '../setup/longest-files.js';
import { TIERS, tierOf } from '../setup/tiers.js';
import { codeFiles } from './tree.js';

/** Files outside of the program: tests, and code shared by tests and benchmarks. */
const support = new Map(
  codeFiles()
    .filter(({ path: file }) => !file.startsWith('src/') || /\.test\.ts$|\/testing\//.test(file))
    .map(({ path: file, text }) => [file, text]),
);
const STARTS = /^import .* from 'node:child_process';$/m;

/** Files of the program that start processes. */
const starters = new Set(
  codeFiles()
    .filter(({ path: file, text }) => !support.has(file) && STARTS.test(text))
    .map(({ path: file }) => file),
);
const tests = [...support.keys()].filter((file) => file.endsWith('.test.ts'));

const IMPORTED = /(?:from|import)\s*\(?\s*'(\.[^']+)\.js'/g;

/** Whether a file, a file of the tests that it imports, or a file of the program beside these starts processes. */
function startsProcesses(file: string, seen = new Set<string>()): boolean {
  const text = support.get(file);
  if (text === undefined || seen.has(file)) return false;
  seen.add(file);
  if (STARTS.test(text)) return true;
  return [...text.matchAll(IMPORTED)]
    .map((match) => `${path.posix.join(path.posix.dirname(file), match[1]!)}.ts`)
    .some((imported) => starters.has(imported) || startsProcesses(imported, seen));
}

it('a test file is named only after its subject and its tier', () => {
  const tiers = TIERS.map(({ name }) => name).filter((name) => name !== 'quick');
  const allowed = new RegExp(`^[^.]+(\\.(${tiers.join('|')}))?\\.test\\.ts$`);
  expect(tests.filter((file) => !allowed.test(path.basename(file)))).toEqual([]);
});

it('tests start processes only in the tiers for processes', () => {
  const wrong = tests.filter((file) => startsProcesses(file) !== tierOf(file)!.startsProcesses);
  expect(wrong).toEqual([]);
});

it('the files that start first exist', () => {
  expect(LONGEST.filter((file) => !tests.includes(file))).toEqual([]);
});

it('knows the tier of a name', () => {
  const named = ['a.test.ts', 'a.store.test.ts', 'a.process.test.ts', 'a.crash.test.ts', 'a.ts'];
  expect(named.map((file) => tierOf(file)?.name)).toEqual(['quick', 'store', 'process', 'crash', undefined]);
});

it('finds processes started through other files', () => {
  expect(startsProcesses('test/ingest.crash.test.ts')).toBe(true);
  expect(startsProcesses('test/shape/tiers.test.ts')).toBe(false);
});
