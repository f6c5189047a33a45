// Kills `sundial backup` and `sundial restore` with SIGKILL: earlier backups stay unchanged, and the next run ends
// like an undisturbed one.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { type Checksums, checksumsOf } from './support/checksum.js';
import { type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile, writeFile } from './support/reports.js';

/** Kills after these numbers of changes in the folder where contents are written; each content causes about three. */
const WRITES = campaign({ short: [60], full: [1, 3, 30, 90, 200] });
/**
 * Kills after these numbers of changes in the folder of manifests, of the frozen files, and of the restored data
 * folder.
 */
const LISTS = campaign({ short: [], full: [1, 2] });
const FREEZES = campaign({ short: [], full: [1, 3] });
const MOVES = campaign({ short: [6], full: [4, 6, 8] });
/** Kills while a restore writes contents, by the same code as a backup. */
const RESTORED = campaign({ short: [], full: WRITES });
/** Rows of the two largest reports of each day. */
const ROWS = campaign({ short: 600, full: 3_000 });
/** Kills at these fractions of an undisturbed run's work. */
const SHARES = campaign({ short: [], full: [0.5, 0.7, 0.9] });

let folder: string;
let first: Checksums;
let second: Checksums;
const at = (...names: string[]) => path.join(folder, ...names);

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sundial-backup-')));
  await placeEmptyStore(at('data'));
  await load('2026-01-15');
  await run(['digest', '--date', '2026-01-15', '--data-dir', at('data')]);
  await run(['backup', at('one'), '--data-dir', at('data')]);
  first = await checksumsOf(at('data'));
  await load('2026-01-16');
  cpSync(at('one'), at('two'), { recursive: true });
  await run(['backup', at('two'), '--data-dir', at('data')]);
  second = await checksumsOf(at('data'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function load(date: string): Promise<void> {
  rmSync(at('in'), { recursive: true, force: true });
  for (const list of ['alpha', 'beta']) writeFile(at('in'), reportFile(list, date), report(numbers(1, ROWS)));
  for (const type of ['scan_dns', 'scan_ssl', 'scan_http'])
    writeFile(at('in'), reportFile('alpha', date, type), report(numbers(1, 50)));
  await run(['ingest', at('in'), '--data-dir', at('data')]);
}

/** Runs a command to its end; returns milliseconds of processor time. */
async function run(args: readonly string[]): Promise<number> {
  const { exitCode, stdout, stderr, work } = await sundial(args, { cwd: folder, watchWork: true });
  expect(exitCode, `${args.join(' ')}: ${stdout}${stderr}`).toBe(0);
  return work;
}

const namesIn = (backups: string): string[] => readdirSync(at(backups, 'backups'));

async function restored(backups: string, name?: string): Promise<Checksums> {
  rmSync(at('restored'), { recursive: true, force: true });
  await run(['restore', at(backups), '--to', at('restored'), ...(name ? ['--backup', name] : [])]);
  return checksumsOf(at('restored'));
}

test('a killed backup leaves earlier backups unchanged, and the next backup counts', async () => {
  const usual = at('data', 'frozen');
  const undisturbed = SHARES.length > 0 ? await run(['backup', at('try'), '--data-dir', at('data')]) : 0;
  const kills: Partial<RunOptions>[] = [
    ...WRITES.map((changes) => ({ killAtChange: { folder: at('killed', 'incoming'), changes } })),
    ...LISTS.map((changes) => ({ killAtChange: { folder: at('killed', 'backups'), changes } })),
    ...FREEZES.map((changes) => ({ killAtChange: { folder: at('data'), changes: changes + 3 } })),
    ...SHARES.map((share) => ({ killAtWork: share * undisturbed })),
  ];
  let met = 0;
  for (const [number, kill] of kills.entries()) {
    rmSync(at('killed'), { recursive: true, force: true });
    cpSync(at('one'), at('killed'), { recursive: true });
    const killed = await sundial(['backup', at('killed'), '--data-dir', at('data')], {
      cwd: folder,
      ...kill,
    });
    if (killed.signal === 'SIGKILL') met++;
    const made = namesIn('killed').length;
    expect([1, 2]).toContain(made);
    await run(['backup', at('killed'), '--verify']);
    // The next process to open the store removes the frozen files.
    await run(['reports', '--data-dir', at('data')]);
    expect(existsSync(usual), `kill ${number}`).toBe(false);
    await run(['backup', at('killed'), '--data-dir', at('data')]);
    expect(readdirSync(at('killed', 'incoming'))).toEqual([]);
    expect(await restored('killed'), `kill ${number}`).toEqual(second);
  }
  const [oldest = ''] = namesIn('killed').toSorted();
  expect(await restored('killed', oldest.replace('.manifest', ''))).toEqual(first);
  expect(met).toBeGreaterThanOrEqual(kills.length / 2);
});

test('other commands refuse a killed restore, which can be continued', async () => {
  const undisturbed = SHARES.length > 0 ? await run(['restore', at('two'), '--to', at('whole')]) : 0;
  const kills: Partial<RunOptions>[] = [
    ...RESTORED.map((changes) => ({
      killAtChange: { folder: at('half', 'restoring', 'incoming'), changes: changes * 3 },
    })),
    ...MOVES.map((changes) => ({ killAtChange: { folder: at('half'), changes } })),
    ...SHARES.map((share) => ({ killAtWork: share * undisturbed })),
  ];
  let met = 0;
  for (const [number, kill] of kills.entries()) {
    rmSync(at('half'), { recursive: true, force: true });
    // Simulates a first attempt that was killed at once, so that these folders can be watched.
    mkdirSync(at('half', 'restoring', 'incoming'), { recursive: true });
    const killed = await sundial(['restore', at('two'), '--to', at('half')], { cwd: folder, ...kill });
    if (killed.signal === 'SIGKILL') met++;
    const isHalf = existsSync(at('half', 'restoring'));
    const looked = await sundial(['reports', '--data-dir', at('half')], { cwd: folder });
    expect(looked.exitCode, looked.stderr).toBe(isHalf ? 1 : 0);
    if (isHalf) {
      expect(looked.stderr).toContain('restoring a backup into this folder was interrupted');
      await run(['restore', at('two'), '--to', at('half')]);
    }
    expect(await checksumsOf(at('half')), `kill ${number}`).toEqual(second);
    expect(existsSync(at('half', 'digests', '2026-01-15.html'))).toBe(true);
  }
  expect(met).toBeGreaterThanOrEqual(kills.length / 2);
});
