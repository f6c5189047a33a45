// Checks that commands print JSON only through the function that keeps invisible characters away from terminals.
import { expect, it } from 'vitest';
import { isTest } from './imports-of.js';
import { codeFiles } from './tree.js';

it('commands print JSON only through src/text', () => {
  const past = codeFiles(['src/cli'])
    .filter(({ path, text }) => !isTest(path) && text.includes('JSON.stringify'))
    .map(({ path }) => path);
  expect(past).toEqual([]);
});
