// Checks that scripts and documents, which no compiler reads, contain no marks of an unfinished merge.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { documents, ROOT } from './tree.js';

const MARK = /^(<{7}|={7}|>{7})( |$)/m;

it('no script or document contains such a mark', () => {
  const marked = ['.ci/run', ...documents()].filter((file) =>
    MARK.test(readFileSync(path.join(ROOT, file), 'utf8')),
  );
  expect(marked).toEqual([]);
});
