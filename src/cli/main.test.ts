// Checks the errors of unparsable command lines: in words, or as JSON if requested.
import { expect, it } from 'vitest';
import { EXIT } from '../domain/errors.js';
import { main } from './main.js';
import { testContext } from './testing/context.js';

async function run(...args: string[]) {
  const context = testContext({ args });
  await main(args, context);
  return { out: context.out.join('\n'), notes: context.notes.join('\n'), code: context.code };
}

it.each([
  [['nonsense'], "unknown command 'nonsense'"],
  [['whitelist', 'nonsense'], "unknown command 'nonsense'"],
  [['types', '--nonsense'], "unknown option '--nonsense'"],
  [['quarantine', 'show'], "missing required argument 'id'"],
  [['query', '--limit', 'many'], 'Expected a whole number from 1.'],
  [['query', '--format', 'xml'], 'Allowed choices are table, csv, json, jsonl, parquet.'],
  [['query', '--count', 'more', 'words'], 'too many arguments'],
  [['types', '--group', 'nonsense'], '--group: "nonsense"'],
  [['whitelist'], 'names no command to run'],
  [['help', 'nonsense'], 'names no command to run'],
])('%j fails as JSON if requested', async (args, problem) => {
  const plain = await run(...args);
  expect(plain).toMatchObject({ out: '', code: EXIT.usage, notes: expect.stringContaining(problem) });
  for (const line of [
    ['--json', ...args],
    [...args, '--json'],
  ]) {
    const { out, notes, code } = await run(...line);
    expect(JSON.parse(out)).toEqual({ error: { code: 'usage', message: expect.stringContaining(problem) } });
    expect(out).not.toContain('"error: ');
    expect({ notes, code }).toEqual({ notes: '', code: EXIT.usage });
  }
});

it.each([[[]], [['help']], [['help', '--help']], [['help', '--json']]])('%j shows help', async (args) => {
  const { out, notes, code } = await run(...args);
  expect([out + notes, code]).toEqual([expect.stringContaining('Usage:'), EXIT.done]);
});

it('treats --json after "--" as a word', async () => {
  const { out, notes } = await run('query', '--', '--json');
  expect(out).toBe('');
  expect(notes).toContain('too many arguments');
});

it('shows help and version as text', async () => {
  expect(await run('--help', '--json')).toMatchObject({ code: EXIT.done, notes: '' });
  expect(await run('--version')).toMatchObject({ code: EXIT.done, out: expect.stringMatching(/^\d/) });
});

it('limits help to 80 columns, or fewer on a narrower terminal', async () => {
  const widest = async (columns: number) => {
    const context = testContext({ page: { columns, isTerminal: true, colour: false } });
    await main(['types', '--help'], context);
    return Math.max(
      ...context.out
        .join('\n')
        .split('\n')
        .map((line) => line.length),
    );
  };
  expect(await widest(200)).toBe(await widest(80));
  expect(await widest(200)).toBeLessThanOrEqual(80);
  expect(await widest(75)).toBeLessThanOrEqual(75);
});
