// Checks that commands declare the types of their options instead of casting where they use an option.
import { expect, it } from 'vitest';
import { isTest } from './imports-of.js';
import { type CodeFile, codeFiles } from './tree.js';

const CLAIMS: readonly RegExp[] = [
  /\boptions(?:\.\w+)? as /,
  /\b(?:String|Number)\((?:options|given)\.\w+\)/,
  /\boptions: (?:Readonly<)?Record<string, unknown>/,
];

const faults = ({ path, text }: CodeFile): string[] =>
  text
    .split('\n')
    .flatMap((line, at) => (CLAIMS.some((claim) => claim.test(line)) ? `${path}:${at + 1}` : []));

it('options of commands have types', () => {
  const commands = codeFiles(['src/cli']).filter(({ path }) => !isTest(path));
  expect(commands.flatMap(faults)).toEqual([]);
});

it.each([
  'const limit = options.limit as number;',
  'const { type } = options as { type?: string };',
  'const file = String(options.output);',
  'function show(options: Record<string, unknown>): void {',
])('notices %s', (text) => {
  expect(faults({ path: 'src/cli/a.ts', text })).toEqual(['src/cli/a.ts:1']);
});
