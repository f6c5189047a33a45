// Kills `sundial store compress` with SIGKILL: every original stays readable, and another run ends the work.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArchive, ZSTD } from '../src/archive/index.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile, writeFile } from './support/reports.js';

const FILES = 6;
/** When to kill: after these numbers of changes in the folder in which files are written. */
const CHANGES = campaign({ short: [1, 4, 9], full: [1, 2, 3, 4, 6, 8, 9, 11, 13, 16] });
/** The minimum number of kills that hit the running command. */
const LEAST_KILLS = campaign({ short: 2, full: 7 });

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-compress-'));
  for (let number = 0; number < FILES; number++)
    writeFile(
      path.join(folder, 'in'),
      reportFile(`list${number}`, '2026-01-15'),
      report(numbers(number * 10, number * 10 + 3_000)),
    );
  await placeEmptyStore(data());
  const run = await sundial(['ingest', 'in', '--data-dir', data()], {
    cwd: folder,
    env: { SUNDIAL_ARCHIVE_COMPRESSION: 'none' },
  });
  expect(run.exitCode, run.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const data = () => path.join(folder, 'data');
const archived = () => path.join(data(), 'archive');
const compress = (kill: Partial<RunOptions> = {}) =>
  sundial(['store', 'compress', '--json', '--data-dir', data()], { cwd: folder, ...kill });

async function verifyAll(): Promise<(readonly string[])[]> {
  const archive = openArchive(archived());
  const forms: (readonly string[])[] = [];
  for await (const held of archive.list()) {
    await archive.verify(held.sha256);
    forms.push(held.forms);
  }
  return forms;
}

test('killed anywhere, nothing is lost', async () => {
  let met = 0;
  for (const changes of CHANGES) {
    const run = await compress({ killAtChange: { folder: path.join(archived(), 'incoming'), changes } });
    if (run.signal === 'SIGKILL') met++;
    else expect(run.exitCode, run.stderr).toBe(0);
    expect(await verifyAll()).toHaveLength(FILES);
  }
  expect(met).toBeGreaterThanOrEqual(LEAST_KILLS);
  const last = await compress();
  expect(last.exitCode, last.stderr).toBe(0);
  expect(await verifyAll()).toEqual(Array.from({ length: FILES }, () => [ZSTD ? 'zstd' : 'brotli']));
  expect(readdirSync(path.join(archived(), 'incoming')), 'unfinished originals').toEqual([]);
});
