// Checks the errors of commands on a full disk, in a read-only data folder, and under strict system limits.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { SUNDIAL, sundial } from './support/cli.js';
import { reportFile, writeFile } from './support/reports.js';

const REPORT = 'timestamp,severity,ip,protocol,port\n2026-01-15 01:02:03,medium,192.0.2.1,udp,123\n';
const NAME = reportFile('north', '2026-01-15', 'scan_ntp');

let folder: string;
const mounts: string[] = [];
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-unwritable-'));
  await placeEmptyStore(at('whole'));
  writeFile(folder, NAME, REPORT);
  writeFile(folder, reportFile('north', '2026-01-16', 'scan_ntp'), REPORT);
  expect((await run('whole', 'ingest', NAME)).exitCode).toBe(0);
});
afterAll(() => {
  for (const mount of mounts.reverse()) execFileSync('umount', [mount]);
  rmSync(folder, { recursive: true });
});

const run = (data: string, ...args: string[]) => sundial([...args, '--data-dir', at(data)], { cwd: folder });

/** Mounts something at a new folder; false if this machine does not permit that, so that the test is skipped. */
function mounted(name: string, ...args: readonly string[]): boolean {
  mkdirSync(at(name));
  try {
    execFileSync('mount', [...args, at(name)], { stdio: 'ignore' });
  } catch {
    return false;
  }
  mounts.push(at(name));
  return true;
}

async function refusesAndReads(data: string, code: string): Promise<void> {
  for (const args of [
    ['ingest', reportFile('north', '2026-01-16', 'scan_ntp')],
    ['whitelist', 'insert', '-t', 'ntp', '-d', '3', '192.0.2.1'],
  ]) {
    const { exitCode, stdout } = await run(data, ...args, '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe(code);
  }
  expect(await run(data, 'query', '--count')).toMatchObject({ exitCode: 0, stdout: '1\n', stderr: '' });
  expect(await run(data, 'findings', '--json')).toMatchObject({ exitCode: 0, stderr: '' });
}

test('on a full disk reading works, and writing reports the full disk', async (context) => {
  if (!mounted('full', '-t', 'tmpfs', '-o', 'size=12m', 'tmpfs')) context.skip();
  cpSync(at('whole'), at('full'), { recursive: true, verbatimSymlinks: true });
  expect(() => writeFileSync(at('full/fill'), Buffer.alloc(12 * 1024 * 1024))).toThrow('ENOSPC');
  await refusesAndReads('full', 'disk-full');
});

test('a read-only data folder can be read, and writing is refused', async (context) => {
  if (!mounted('fixed', '--bind', at('whole'))) context.skip();
  execFileSync('mount', ['-o', 'remount,ro,bind', at('fixed')]);
  await refusesAndReads('fixed', 'store-unwritable');
});

test.each([
  ['-n 24', 'open files'],
  ['-n 64', 'open files'],
  ['-n 90', 'open files'],
  // With less than 1.7 GB, Node 24 ends itself before it has loaded the program.
  ['-v 2000000', 'the address space of a process'],
  ['-v 4000000', 'the address space of a process'],
])('a limit that is too low is an error of one line: ulimit %s', async (limit, what) => {
  const script = `ulimit ${limit}; exec "$0" "$@"`;
  const args = ['-c', script, process.execPath, SUNDIAL, '--data-dir', at('whole'), 'query', '--count'];
  const child = spawn('/bin/sh', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  expect(stderr).toMatch(new RegExp(`^error: the limit on ${what} is too low\\. Allow \\d+ .*or more.*\\n$`));
  expect(exitCode).toBe(1);
});

test('a link in place of the note of use is replaced, and its target stays unchanged', async () => {
  mkdirSync(at('linked'));
  writeFileSync(at('target'), 'mine');
  symlinkSync(at('target'), at('linked/in-use.json'));
  expect((await run('linked', 'ingest', NAME)).exitCode).toBe(0);
  expect(readFileSync(at('target'), 'utf8')).toBe('mine');
});
