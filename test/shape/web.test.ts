// Checks that the pages of the web application know nothing of the program but the types of its contract.
import { expect, it } from 'vitest';
import { ENDPOINTS } from '../../src/server/app/contract.js';
import { REQUESTS } from '../../web/src/data/request.js';
import { codeFiles } from './tree.js';

const CONTRACT = '../../../src/server/app/contract.ts';
/** What the pages may load from packages. */
const PACKAGES = ['@preact/signals', 'preact', 'preact/hooks'];

/** Imports of other files than the pages' own, with those words that say whether only types are imported. */
function foreignImports(text: string): string[] {
  const imports = text.matchAll(/^(?:import|export)\b([^;]*?)\bfrom '([^']+)'/gm);
  return [...imports].flatMap(([, names, target]) => {
    const isOwn = target!.startsWith('.') && !target!.includes('/src/');
    const isPermitted = PACKAGES.includes(target!) || (target === CONTRACT && /^ type\b/.test(names!));
    return isOwn || isPermitted ? [] : [target!];
  });
}

it('pages import their own files, few packages, and types of the contract', () => {
  const foreign = codeFiles(['web/src']).flatMap(({ path, text }) =>
    foreignImports(text).map((target) => `${path}: ${target}`),
  );
  expect(foreign).toEqual([]);
});

it.each([
  ["import { ENDPOINTS } from '../../../src/server/app/contract.ts';"],
  ["import type { Settings } from '../../../src/config/index.ts';"],
  ["import { readFileSync } from 'node:fs';"],
])('notices %s', (line) => {
  expect(foreignImports(line)).toHaveLength(1);
});

it('the pages make each request as the contract declares it', () => {
  const declared = Object.entries(ENDPOINTS).map(([name, { method, path }]) => [name, [method, path]]);
  expect(REQUESTS).toEqual(Object.fromEntries(declared));
});
