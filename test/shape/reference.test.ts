// Checks that every generated file is up to date, and that there are no other files among them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { generatedFiles } from '../../scripts/generate-docs.js';
import { filesBelow, ROOT } from './tree.js';

it.each(generatedFiles())('$path is up to date (otherwise run "npm run docs")', ({ path: file, content }) => {
  expect(readFileSync(path.join(ROOT, file), 'utf8')).toBe(content);
});

it('docs/reference contains nothing else', () => {
  expect(filesBelow('docs/reference')).toEqual(
    generatedFiles()
      .map((file) => file.path)
      .sort(),
  );
});
