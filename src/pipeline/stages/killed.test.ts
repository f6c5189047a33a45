// Kills stages at every operation of the disk: what the ledger calls done is whole, and the next run leaves nothing of the
// earlier version behind.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import type { Disk } from '../../domain/disk.js';
import type { ReportRecord } from '../../stages/index.js';
import { processStage } from './process-stage.js';
import type { StageRun } from './stage-run.js';
import { digest, runOn, tallyOf, UNSYNCED } from './testing/run-on.js';
import { treeStages } from './tree-stages.js';

/** Neighbouring operations differ little; short runs leave some out. */
const STEP = campaign({ short: 5, full: 1 });
const HEAD = 'timestamp,ip,geo\n';
const EARLIER = `${HEAD}1,192.0.2.1,KE\n2,192.0.2.2,UG\n3,192.0.2.3\n4,5,6,7\n`;
const LATER = `${HEAD}1,192.0.2.1,UG\n2,192.0.2.2,TZ\n`;
const REPORT = { type: 'scan_ntp', date: '2026-03-02', list: 'example' };
const ORIGINALS = [EARLIER, LATER];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A disk that does nothing after a number of operations, like that of a killed process. */
function dyingDisk(after: number): Disk & { readonly operations: number } {
  let operations = 0;
  const step = <A extends unknown[], R>(operation: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> => {
      operations++;
      return operations > after ? Promise.reject(new Error('killed')) : operation(...args);
    };
  };
  const opening = (open: (file: string) => ReturnType<Disk['create']>) => async (file: string) => {
    const opened = await step(open)(file);
    return { ...opened, write: step(opened.write), sync: step(opened.sync) };
  };
  return {
    ...UNSYNCED,
    ...{ makeFolder: step(UNSYNCED.makeFolder), rename: step(UNSYNCED.rename) },
    ...{ remove: step(UNSYNCED.remove), syncFolder: step(UNSYNCED.syncFolder) },
    ...{ create: opening(UNSYNCED.create), append: opening(UNSYNCED.append) },
    get operations() {
      return operations;
    },
  };
}

async function stages(run: StageRun): Promise<void> {
  await run.files.cleanUp();
  await processStage(run, tallyOf('process'));
  await treeStages(run, { country: tallyOf('country'), service: tallyOf('service') });
}

async function receive(run: StageRun, content: string): Promise<void> {
  const known = await run.ledger.report(REPORT);
  const received = { sha256: digest(content), bytes: 1, publishedAt: 0, at: '', path: 'a', source: 'post' };
  await run.ledger.write({ ...known, report: REPORT, received });
}

/** A folder in which the earlier version is done and the later one has come. */
async function begun(): Promise<string> {
  const root = mkdtempSync(path.join(tmpdir(), 'sundial-killed-'));
  folders.push(root);
  const run = runOn(root, ORIGINALS);
  await receive(run, EARLIER);
  await stages(run);
  await receive(run, LATER);
  return root;
}

/** Every file of the trees, with its content. */
function filesOf(root: string): Record<string, string> {
  const all = ['processed', 'quarantine', 'country', 'service'].flatMap((tree) =>
    existsSync(path.join(root, tree))
      ? readdirSync(path.join(root, tree), { recursive: true, encoding: 'utf8' }).map(
          (file) => `${tree}/${file}`,
        )
      : [],
  );
  const names = all.filter((file) => file.endsWith('.csv')).sort();
  return Object.fromEntries(names.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
}

const rowsIn = (content: string) => content.trimEnd().split('\n').length - 1;

/** The files of a stage that counts as done are there, with all rows of the version that it was done for. */
function requireWhole(record: ReportRecord, files: Record<string, string>): void {
  const { process, country, service } = record;
  if (process?.state !== 'done') return;
  expect(digest(files[process.files[0]!]!)).toBe(process.sha256);
  for (const tree of [country, service]) {
    if (tree?.state !== 'done' || tree.content !== process.sha256) continue;
    const rows = tree.files.map((file) => rowsIn(files[file]!));
    expect(rows.reduce((sum, each) => sum + each, 0)).toBe(process.rows);
  }
}

it('a kill at any moment leaves no half file that counts as done, and the next run mends everything', async () => {
  const before = await begun();
  const whole = `${before}-whole`;
  folders.push(whole);
  cpSync(before, whole, { recursive: true });
  const disk = dyingDisk(Number.POSITIVE_INFINITY);
  await stages(runOn(whole, ORIGINALS, disk));
  const expected = filesOf(whole);
  expect(Object.keys(expected)).toEqual([
    'country/2026/03/02/TZ/2026-03-02-scan_ntp-example.csv',
    'country/2026/03/02/UG/2026-03-02-scan_ntp-example.csv',
    'processed/2026/03/02/2026-03-02-scan_ntp-example.csv',
    'service/2026/03/02/scan_ntp/2026-03-02-scan_ntp-example.csv',
  ]);
  for (let after = 0; after < disk.operations; after += STEP) {
    const root = `${before}-${after}`;
    folders.push(root);
    cpSync(before, root, { recursive: true });
    await expect(stages(runOn(root, ORIGINALS, dyingDisk(after)))).rejects.toThrow();
    const alive = runOn(root, ORIGINALS);
    requireWhole((await alive.ledger.report(REPORT))!, filesOf(root));
    await stages(alive);
    expect(filesOf(root), `killed after ${after} operations`).toEqual(expected);
    expect(readdirSync(path.join(root, 'incoming'))).toEqual([]);
  }
});
