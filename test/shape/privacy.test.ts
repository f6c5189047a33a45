// Checks that members are hidden in one way: `private`, and never by a name with `#`.
import { expect, it } from 'vitest';
import { type CodeFile, codeFiles } from './tree.js';

const HASHED = /(?:\.|^\s+(?:static |readonly |async |get |set |\*)*)#[A-Za-z_$]/;

const faults = ({ path, text }: CodeFile): string[] =>
  text.split('\n').flatMap((line, at) => (HASHED.test(line) ? `${path}:${at + 1}` : []));

it('members are hidden by the keyword `private`', () => {
  expect(codeFiles(['src', 'bench', 'scripts', 'examples']).flatMap(faults)).toEqual([]);
});

it.each(['  readonly #text: string;', '  async #read(): Promise<void> {', '    return this.#text;'])(
  'notices %s',
  (text) => {
    expect(faults({ path: 'src/a.ts', text })).toEqual(['src/a.ts:1']);
  },
);
