// Checks that all files that commands write are accessible only to their owner, whatever the umask.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sundial } from './support/cli.js';
import { reportFile, writeFile } from './support/reports.js';

const REPORT = 'timestamp,severity,ip,protocol,port\n2026-01-15 01:02:03,medium,192.0.2.1,udp,123\n';

const OUTPUTS = `outputs:
  - {name: shared, kind: files, path: shared, start: all}
  - {name: cef, kind: syslog, transport: file, path: cef, start: all}
`;

let cwd: string;
const usual = process.umask();
beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'sundial-private-'));
  process.umask(0);
  writeFile(cwd, 'sundial.yaml', OUTPUTS);
  const report = writeFile(cwd, reportFile('north', '2026-01-15', 'scan_ntp'), REPORT);
  await run('ingest', report);
});
afterAll(() => {
  process.umask(usual);
  rmSync(cwd, { recursive: true });
});

async function run(...args: string[]): Promise<void> {
  const { stderr } = await sundial([...args, '--data-dir', 'data'], { cwd });
  expect(stderr).not.toContain('error');
}

test('others can neither read nor write anything', async () => {
  await run('digest', '--date', '2026-01-15');
  await run('export', '--format', 'csv', '--output', 'data/exported.csv');
  const open = readdirSync(path.join(cwd, 'data'), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(cwd, 'data', name))
    .filter((file) => (statSync(file).mode & 0o077) !== 0);
  expect(open).toEqual([]);
  expect(statSync(path.join(cwd, 'data')).mode & 0o777).toBe(0o700);
});

test('the group can read what an output writes for other programs, although the program keeps its own files private', async () => {
  await run('publish');
  for (const name of ['shared', 'cef']) {
    const files = readdirSync(path.join(cwd, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name: file }) => path.join(parentPath, file));
    expect(files).not.toEqual([]);
    for (const file of files) {
      expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o640]);
      expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o750);
    }
  }
});

test('doctor reports that others can read a data folder', async () => {
  const data = path.join(cwd, 'shown');
  mkdirSync(data, { mode: 0o755 });
  const { stdout } = await sundial(['doctor', '--offline', '--data-dir', data], { cwd });
  expect(stdout).toContain(`WARNING  data folder: other users of this machine can read ${data}`);
  expect(stdout).toContain(`chmod 700 '${data}'`);
});
