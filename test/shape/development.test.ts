// Checks that the changes which the pages of docs/development show fit the files of today; test/development.process.test.ts makes them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf, changed, developmentBlocks, isMade } from '../support/follow-page.js';
import { ROOT } from './tree.js';

const changes = developmentBlocks(ROOT).filter(({ language }) => language === 'diff');

describe('the pages of docs/development', () => {
  it.each(changes)('change $file where the change fits', ({ file, code }) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    if (!isMade(text, code)) expect(changed(text, code, file)).not.toBe(text);
  });

  it('would be noticed where a change does not fit', () => {
    const [block] = blocksOf('In `package.json`:\n\n```diff\n+x\n no such line\n```\n');
    expect(() => changed('one line\n', block!.code, block!.file)).toThrow('has 0 places for this change');
  });
});
