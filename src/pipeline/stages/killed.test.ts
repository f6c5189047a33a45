// Kills stages at every operation of the disk: what the ledger calls done is whole, and the next run leaves nothing of the
// earlier version behind.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { loadCatalogue } from '../../catalogue/index.js';
import { type Disk, NODE_DISK } from '../../domain/disk.js';
import { type ReportRecord, StageFiles, StageLedger } from '../../stages/index.js';
import { processStage } from './process-stage.js';
import { type StageResult, Tally } from './stage-result.js';
import type { StageRun } from './stage-run.js';
import { treeStages } from './tree-stages.js';

/** Neighbouring operations differ little; short runs leave some out. */
const STEP = campaign({ short: 5, full: 1 });
const catalogue = loadCatalogue();
const HEAD = 'timestamp,ip,geo\n';
const EARLIER = `${HEAD}1,192.0.2.1,KE\n2,192.0.2.2,UG\n3,192.0.2.3\n4,5,6,7\n`;
const LATER = `${HEAD}1,192.0.2.1,UG\n2,192.0.2.2,TZ\n`;
const REPORT = { type: 'scan_ntp', date: '2026-03-02', list: 'example' };
const digest = (content: string) => createHash('sha256').update(content).digest('hex');
const ORIGINALS = new Map([EARLIER, LATER].map((content) => [digest(content), content]));
const watch = { begins: () => {}, item: () => {}, ends: (_: StageResult) => {} };

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** This machine's disk without waiting for it: a killed process loses nothing that it wrote. */
const UNSYNCED: Disk = {
  ...NODE_DISK,
  syncFolder: async () => {},
  create: async (file) => ({ ...(await NODE_DISK.create(file)), sync: async () => {} }),
  append: async (file) => ({ ...(await NODE_DISK.append(file)), sync: async () => {} }),
};

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

/** A run on a folder; its archive holds both versions. */
function runOn(root: string, disk = UNSYNCED): StageRun {
  const files = new StageFiles(root, disk);
  const read = (sha256: string) => Readable.from([Buffer.from(ORIGINALS.get(sha256)!)]);
  return {
    ...{ files, ledger: new StageLedger(files), clock: () => new Date(0), rehearsed: new Set() },
    ...{ signal: new AbortController().signal, trackerOf: () => 'auto' },
    workspace: { catalogue, archive: { read } },
    enrichment: { enrich: async () => new Map(), refresh: async () => {} },
  } as unknown as StageRun;
}

async function stages(run: StageRun): Promise<void> {
  const tally = (stage: 'process' | 'country' | 'service') => new Tally(stage, 'auto', watch);
  await run.files.cleanUp();
  await processStage(run, tally('process'));
  await treeStages(run, { country: tally('country'), service: tally('service') });
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
  const run = runOn(root);
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
  expect(createHash('sha256').update(files[process.files[0]!]!).digest('hex')).toBe(process.sha256);
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
  await stages(runOn(whole, disk));
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
    await expect(stages(runOn(root, dyingDisk(after)))).rejects.toThrow();
    const alive = runOn(root);
    requireWhole((await alive.ledger.report(REPORT))!, filesOf(root));
    await stages(alive);
    expect(filesOf(root), `killed after ${after} operations`).toEqual(expected);
    expect(readdirSync(path.join(root, 'incoming'))).toEqual([]);
  }
});
