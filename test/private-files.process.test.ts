// Checks that all files that commands write are accessible only to their owner, whatever the umask.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sundial } from './support/cli.js';
import { reportFile, writeFile } from './support/reports.js';

const REPORT = 'timestamp,severity,ip,protocol,port\n2026-01-15 01:02:03,medium,192.0.2.1,udp,123\n';

function folderFor(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-private-'));
  const before = process.umask(0);
  onTestFinished(() => {
    process.umask(before);
    rmSync(folder, { recursive: true });
  });
  writeFile(folder, reportFile('north', '2026-01-15', 'scan_ntp'), REPORT);
  return folder;
}

test('others can neither read nor write anything', async () => {
  const cwd = folderFor();
  const report = reportFile('north', '2026-01-15', 'scan_ntp');
  for (const args of [
    ['ingest', report],
    ['digest', '--date', '2026-01-15'],
    ['export', '--format', 'csv', '--output', 'data/exported.csv'],
  ])
    expect((await sundial([...args, '--data-dir', 'data'], { cwd })).stderr).not.toContain('error');
  const open = readdirSync(path.join(cwd, 'data'), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(cwd, 'data', name))
    .filter((file) => (statSync(file).mode & 0o077) !== 0);
  expect(open).toEqual([]);
  expect(statSync(path.join(cwd, 'data')).mode & 0o777).toBe(0o700);
});

test('the group can read what an output writes for other programs, although the program keeps its own files private', async () => {
  const cwd = folderFor();
  writeFile(
    cwd,
    'sundial.yaml',
    'outputs:\n  - {name: shared, kind: files, path: shared, start: all}\n  - {name: cef, kind: syslog, transport: file, path: cef, start: all}\n',
  );
  await sundial(['ingest', reportFile('north', '2026-01-15', 'scan_ntp'), '--data-dir', 'data'], { cwd });
  for (const name of ['shared', 'cef']) {
    const { stderr } = await sundial(['publish', name, '--data-dir', 'data'], { cwd });
    expect(stderr).not.toContain('error');
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
  const cwd = folderFor();
  const data = path.join(cwd, 'data');
  mkdirSync(data, { mode: 0o755 });
  const { stdout } = await sundial(['doctor', '--offline', '--data-dir', data], { cwd });
  expect(stdout).toContain(`WARNING  data folder: other users of this machine can read ${data}`);
  expect(stdout).toContain(`chmod 700 '${data}'`);
});
