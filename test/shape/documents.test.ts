// Checks the documents: their command lines are valid, and every dependency is explained.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { silentContext } from '../../src/cli/frame/context.js';
import { buildProgram } from '../../src/cli/main.js';
import { documents, ROOT } from './tree.js';

const DOCUMENTS = documents();
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

interface Shown {
  readonly file: string;
  readonly line: string;
}

/** The lines of a document's shell blocks, continued lines joined. */
function shellLines(file: string): Shown[] {
  const blocks = [...read(file).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
  return blocks
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => ({ file, line: line.trim() }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
}

/** The arguments of `sundial` in a shell line; undefined if the line runs something else. */
function sundialArguments(line: string): string[] | undefined {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|([^\s|>]+)|[|>].*/g)]
    .filter((word) => !/^[|>]/.test(word[0]))
    .map((word) => word[1] ?? word[2] ?? word[3] ?? '');
  const start = words[0] === 'npx' ? 1 : 0;
  return words[start] === 'sundial' ? words.slice(start + 1) : undefined;
}

/** Parses a command line without running it. @throws the commander error that a user would see */
async function parse(args: readonly string[]): Promise<void> {
  const program = buildProgram(silentContext());
  const disarm = (command: Command): void => {
    command.exitOverride().action(() => {});
    command.commands.forEach(disarm);
  };
  program.commands.forEach(disarm);
  await program.parseAsync([...args], { from: 'user' });
}

describe('the documents', () => {
  const shown = DOCUMENTS.flatMap(shellLines);
  const lines = shown.filter(({ line }) => sundialArguments(line));

  it.each(lines)('$file: $line', async ({ line }) => {
    await expect(parse(sundialArguments(line)!)).resolves.toBeUndefined();
  });

  it.each(shown.filter(({ line }) => line.includes('npm run ')))('$file: $line', ({ line }) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, name] of line.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty(name!);
  });

  it('the check notices a wrong command or option', async () => {
    expect(lines.length).toBeGreaterThan(10);
    await expect(parse(['ingets', 'a'])).rejects.toThrow('unknown command');
    await expect(parse(['ingest', 'a', '--tpye', 'b'])).rejects.toThrow('unknown option');
    expect(sundialArguments('npx sundial types "a b" | less')).toEqual(['types', 'a b']);
  });

  it('README.md is short', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(120);
  });

  it('ARCHITECTURE.md defines each word once', () => {
    const words = read('ARCHITECTURE.md').split('## Words')[1]!.split('\n## ')[0]!;
    const listed = [...words.matchAll(/^\| ([a-z][a-z -]*?) +\| (?!meaning)/gm)].map((row) => row[1]!);
    expect(listed.length).toBeGreaterThan(60);
    expect(listed.filter((word, at) => listed.indexOf(word) !== at)).toEqual([]);
  });

  it('every dependency has its line', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, object>;
    const page = read('docs/explanation/dependencies.md');
    const missing = Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !page.includes(name),
    );
    expect(missing).toEqual([]);
  });
});
