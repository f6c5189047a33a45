// Checks that the length of a day and the extraction of dates from times are defined in one place.
import { describe, expect, it } from 'vitest';
import { type CodeFile, codeFiles } from './tree.js';

const HOME = 'src/domain/days.ts';

/** Expressions for which `days.ts` has a name. */
const FORMS: readonly RegExp[] = [
  /\b86_?400(?:_?000)?\b/,
  /\b24 \* (?:60 \* 60|3_?600)/,
  /\b60 \* 60 \* 24\b/,
  /\.(?:slice|substring|substr)\(0, 10\)/,
  /\.toISOString\(\)\s*\.split\('T'\)/,
];

/** Tests contain literal numbers and texts, so that they would notice a wrong constant. */
const isTest = ({ path }: CodeFile) => path.endsWith('.test.ts');

const faults = ({ path, text }: CodeFile): string[] =>
  text.split('\n').flatMap((line, at) => (FORMS.some((form) => form.test(line)) ? `${path}:${at + 1}` : []));

it(`only ${HOME} knows how long a day is and how long a date`, () => {
  const others = codeFiles().filter((file) => file.path !== HOME && !isTest(file));
  expect(others.flatMap(faults)).toEqual([]);
});

describe('notices', () => {
  it.each([
    'const DAY_MS = 86_400_000;',
    'const DAY = 86400;',
    'const since = now - 24 * 60 * 60 * 1000;',
    'const since = now - 24 * 3_600_000;',
    'const date = clock().toISOString().slice(0, 10);',
    "const [date] = at.toISOString().split('T');",
  ])('%s', (text) => {
    expect(faults({ path: 'src/a.ts', text })).toEqual(['src/a.ts:1']);
  });

  it('no other numbers', () => {
    expect(faults({ path: 'src/a.ts', text: 'const most = 10; rows.slice(0, 100); x = 24 * 60;' })).toEqual(
      [],
    );
  });
});
