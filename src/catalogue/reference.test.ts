// Checks that the committed reference of report types matches the catalogue.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { typesReference } from './reference.js';

it.each(typesReference())('$path is up to date (otherwise run "npm run docs")', async ({ path, content }) => {
  expect(await readFile(join(import.meta.dirname, '..', '..', path), 'utf8')).toBe(content);
});
