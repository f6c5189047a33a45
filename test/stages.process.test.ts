// Follows the page on stages: the sample mailbox with the page's configuration, each documented command line, and trees
// whose rows add up to the reports'.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sundial } from './support/cli.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = readFileSync(path.join(ROOT, 'docs/how-to/stages.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'sundial-stages-'));
  const yaml = blocks('yaml')[0]!.replace('examples/', `${ROOT}/examples/`);
  writeFileSync(path.join(cwd, 'sundial.yaml'), yaml);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** The day after the messages were sent. */
const env = { SUNDIAL_CLOCK: '2026-03-04T07:00:00Z' };
const run = (line: string) => sundial([...line.split(' '), '--data-dir', 'data'], { cwd, env });
/** A table without its column of seconds. */
const counts = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/\s+\S+$/, ''));

/** The rows of all files of a tree, without headers. */
function rowsOf(tree: string): string[] {
  const folder = path.join(cwd, 'data', 'stages', tree);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.csv'),
  );
  return files
    .flatMap((file) => readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n').slice(1))
    .sort();
}

test('run all on the sample mailbox ends in trees whose rows add up to those of the reports', async () => {
  const { stdout, exitCode } = await run('run all');
  const [shown] = blocks('text').filter((block) => block.startsWith('stage '));
  expect(counts(stdout)).toEqual(counts(shown!));
  expect(exitCode).toBe(0);
  for (const tree of ['reports', 'processed', 'country', 'service'])
    expect(rowsOf(tree), tree).toHaveLength(79);
  // Behind the report's own cells, the enriched ones follow; the rows of both trees are those of the processed files.
  expect(rowsOf('country')).toEqual(rowsOf('processed'));
  expect(rowsOf('service')).toEqual(rowsOf('processed'));
});

test('every documented command line works word for word', async () => {
  const lines = blocks('sh')
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('sundial run '));
  expect(lines).toHaveLength(6);
  for (const line of lines) {
    const { exitCode, stderr, stdout } = await run(line.replace(/^sundial /, ''));
    expect([exitCode, stdout.includes('failed')], `${line}: ${stderr}`).toEqual([0, true]);
  }
});
