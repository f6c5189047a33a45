// Checks that commands print JSON through the one rule that keeps characters that are not seen away from terminals.
import { expect, it } from 'vitest';
import { isTest } from './imports-of.js';
import { codeFiles } from './tree.js';

it('no command prints JSON past the rule of src/text', () => {
  const past = codeFiles(['src/cli'])
    .filter(({ path, text }) => !isTest(path) && text.includes('JSON.stringify'))
    .map(({ path }) => path);
  expect(past).toEqual([]);
});
