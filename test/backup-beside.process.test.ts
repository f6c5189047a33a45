// Makes backups while `sundial serve` loads reports: the service is not delayed, and each backup is a complete store.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { checksumsOf } from './support/checksum.js';
import { SUNDIAL, sundial } from './support/cli.js';
import { numbers, report, reportFile, writeFile } from './support/reports.js';

const ROWS = 2_000;

let folder: string;
let service: ChildProcess;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sundial-backup-')));
  writeFileSync(
    path.join(folder, 'sundial.yaml'),
    'data_dir: data\nhttp_port: 0\nweb_port: 0\nsources:\n  - {name: inbox, kind: folder, path: in}\n',
  );
  arrive(1);
  await placeEmptyStore(path.join(folder, 'data'));
  service = spawn(process.execPath, [SUNDIAL, 'serve'], {
    cwd: folder,
    env: { ...process.env, SUNDIAL_CLOCK: '2026-02-01T07:00:00Z' },
    stdio: 'ignore',
  });
});
afterAll(() => {
  service.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Puts the reports of a day into the folder that the service watches. */
function arrive(day: number): void {
  for (const type of ['scan_ntp', 'scan_dns'])
    writeFile(
      path.join(folder, 'in'),
      reportFile('alpha', `2026-01-${String(day).padStart(2, '0')}`, type),
      report(numbers(day, day + ROWS - 1)),
    );
}

async function run(args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await sundial(args, { cwd: folder });
  expect(exitCode, `${args.join(' ')}: ${stdout}${stderr}`).toBe(0);
  return stdout;
}

const loadedReports = async (): Promise<number> =>
  JSON.parse(await run(['reports', '--json'])).reports.length;
/** The numbers of reports and of events in one row. */
const COUNTS = 'SELECT (SELECT count() FROM reports) AS reports, count() AS events FROM events';

test('backups are complete while reports arrive', async () => {
  await expect.poll(() => loadedReports().catch(() => 0), { interval: 200 }).toBe(2);
  const made: { name: string; new_bytes: number }[] = [];
  for (const day of [2, 3]) {
    arrive(day);
    made.push(JSON.parse(await run(['backup', 'backups', '--json'])));
  }
  await expect.poll(() => loadedReports(), { interval: 200 }).toBe(6);
  made.push(JSON.parse(await run(['backup', 'backups', '--json'])));
  await run(['backup', 'backups', '--verify']);
  service.kill('SIGTERM');
  await new Promise((resolve) => service.once('close', resolve));
  const counts: number[] = [];
  // A plain run restores the first and the last backup.
  const restored = made.filter((_, at) => at % campaign({ short: 2, full: 1 }) === 0);
  for (const { name } of restored) {
    await run(['restore', 'backups', '--to', name, '--backup', name]);
    const counted = ['sql', COUNTS, '--json', '--data-dir', name];
    const [{ reports, events }] = JSON.parse(await run(counted)).rows;
    expect(events, name).toBe(reports * ROWS);
    const { problems } = JSON.parse(await run(['doctor', '--offline', '--json', '--data-dir', name]));
    expect(problems, name).toBe(0);
    counts.push(reports);
  }
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(counts.at(-1)).toBe(6);
  expect(await checksumsOf(path.join(folder, made.at(-1)!.name))).toEqual(
    await checksumsOf(path.join(folder, 'data')),
  );
});
