// Checks that the npm package runs on its own: the command line, its data, and the thread that reads reports.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sundialVersion } from '../src/domain/version.js';
import { type Finished, runNode } from './support/cli.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'sundial-package-'));
const installed = path.join(folder, 'installed', 'package');
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  // Scripts would repeat the build that this tier has already made.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }));
  mkdirSync(path.dirname(installed));
  execFileSync('tar', ['-xzf', path.join(folder, filename), '-C', path.dirname(installed)]);
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'installed', 'node_modules'));
});

function run(...args: string[]): Promise<Finished> {
  const env = { SUNDIAL_DATA_DIR: path.join(folder, 'data') };
  return runNode([path.join(installed, 'bin', 'sundial.js'), ...args], { cwd: folder, env });
}

it.each([
  [['--version'], sundialVersion()],
  [['--help'], 'Usage: sundial'],
  [['help', 'whitelist'], 'Usage: sundial whitelist'],
  [['types'], 'scan_ntp'],
  [['completion', 'bash'], 'scan_ntp'],
  [['man'], '.TH'],
])('%j', async (args, expected) => {
  expect(await run(...args)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(expected) });
});

it('contains the pages of the web application', () => {
  expect(existsSync(path.join(installed, 'dist', 'web', 'index.html'))).toBe(true);
});

it('prints the same without the answers collected by the build', async () => {
  const lines = ['--help', 'help query', 'whitelist insert -h', '-V', 'completion fish', 'man'];
  const printed = async () => Promise.all(lines.map(async (line) => (await run(...line.split(' '))).stdout));
  const answered = await printed();
  rmSync(path.join(installed, 'dist', 'answers.json'));
  expect(await printed()).toEqual(answered);
});

it('loads a report and finds its events', async () => {
  const rows = '"timestamp","ip","port"\n"2026-01-31 01:00:00","192.0.2.1",123\n';
  writeFileSync(path.join(folder, '2026-01-31-scan_ntp-example.csv'), rows);
  expect(await run('ingest', '2026-01-31-scan_ntp-example.csv')).toMatchObject({ exitCode: 0 });
  expect(await run('query', '--count')).toMatchObject({ exitCode: 0, stdout: '1\n' });
});
