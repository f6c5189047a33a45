// Checks the form of code files: a bounded length, a first sentence, and no collection of unrelated helpers.
import { describe, expect, it } from 'vitest';
import { codeFiles } from './tree.js';

const LINE_LIMIT = 400;

const files = codeFiles();

describe('code files', () => {
  it(`have at most ${LINE_LIMIT} lines`, () => {
    const long = files.filter(({ text }) => text.trimEnd().split('\n').length > LINE_LIMIT);
    expect(long.map((file) => file.path)).toEqual([]);
  });

  it('begin with a comment of one sentence', () => {
    const without = files.filter(({ text }) => !firstComment(text).endsWith('.'));
    expect(without.map((file) => file.path)).toEqual([]);
  });

  it('are named after their purpose', () => {
    const vague = files.filter(({ path }) => /(^|\/)(utils?|helpers?|misc|common)(\/|\.|-)/i.test(path));
    expect(vague.map((file) => file.path)).toEqual([]);
  });

  it('give a reason for every disabled rule', () => {
    const switches = files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => /^\s*\/[/*].*\b(biome-ignore|@ts-ignore|@ts-expect-error|@ts-nocheck)/.test(line))
        .map((line) => ({ path, line: line.trim() })),
    );
    expect(switches.filter(({ line }) => !/(biome-ignore \S+: |@ts-expect-error ).{15,}/.test(line))).toEqual(
      [],
    );
  });
});

/** The comment on a file's first lines, as one line. */
function firstComment(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('// '));
  return lines
    .slice(0, end)
    .map((line) => line.slice(3))
    .join(' ');
}
