// Follows the pages of docs/development literally in a copy of the project: the added code compiles and passes the
// checks.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaign } from './setup/campaign.js';
import { ROOT } from './shape/tree.js';
import { developmentBlocks, follow } from './support/follow-page.js';

const COPIED = [
  'src',
  'web',
  'test',
  'docs',
  'catalogue',
  'scripts',
  'examples',
  'bench',
  'bin',
  'deploy',
  '.ci',
];

/**
 * The tests that the pages name, and those of the files that they change. Of the other kinds of outputs and commands, the
 * pages change nothing.
 */
const TESTS = [
  ...['test/shape', 'src/catalogue', 'src/cli/commands/types/types.test.ts', 'src/config'],
  ...['src/publish/logfmt', 'src/collect/index-file', 'src/cli/commands/size'],
];

/** Modules in a folder that is removed later would never be found in the cache again. */
const UNCACHED = ['--experimental.fsModuleCache=false'];

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-development-'));
afterAll(() => rmSync(folder, { recursive: true }));

const blocks = developmentBlocks(ROOT);
const files = new Set(blocks.map(({ file }) => file).filter((file) => file.endsWith('.ts')));

/** What is compiled: the pages' files and the program that they become part of; at full length, all tests as well. */
const CHECKED = {
  extends: './tsconfig.json',
  ...campaign({
    short: { include: ['src/**/*.d.ts'], files: [...files, 'src/cli/main.ts', 'test/setup/kept-stores.ts'] },
    full: {},
  }),
};

function run(...command: string[]): void {
  const env = { ...process.env, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync('npx', command, { cwd: folder, encoding: 'utf8', env });
  expect(status, stdout + stderr).toBe(0);
}

beforeAll(() => {
  const loose = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isFile());
  for (const name of [...COPIED, ...loose.map((file) => file.name)])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
});

describe('a reader who follows the pages', () => {
  it('can make every change shown', () => {
    expect(blocks.length).toBeGreaterThan(5);
    for (const block of blocks) follow(block, folder);
  });

  it('can generate the reference', () => run('tsx', 'scripts/generate-docs.ts'));

  it('has code that compiles', () => {
    writeFileSync(path.join(folder, 'tsconfig.checked.json'), JSON.stringify(CHECKED));
    run('tsc', '--noEmit', '-p', 'tsconfig.checked.json');
  });

  it('has code that passes the linter', () => {
    const written = blocks.filter(({ language }) => language === 'ts').map(({ file }) => file);
    run('biome', 'check', '--vcs-enabled=false', ...written);
  });

  it('passes the tests that the pages name, and those in test/shape', () => {
    // Each worker would compile the program for itself.
    run(
      'vitest',
      'run',
      ...UNCACHED,
      '--max-workers',
      '1',
      '--project',
      'quick',
      '--project',
      'store',
      ...TESTS,
    );
  });
});
