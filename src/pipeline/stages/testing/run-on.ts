// Runs stages in tests on a folder of their own, with originals in memory instead of an archive.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { loadCatalogue } from '../../../catalogue/index.js';
import { type Disk, NODE_DISK } from '../../../domain/disk.js';
import { StageFiles, StageLedger } from '../../../stages/index.js';
import { type StageResult, Tally } from '../stage-result.js';
import type { StageRun } from '../stage-run.js';

const catalogue = loadCatalogue();
const watch = { begins: () => {}, item: () => {}, ends: (_: StageResult) => {} };

export const digest = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** This machine's disk without waiting for it: a killed process loses nothing that it wrote. */
export const UNSYNCED: Disk = {
  ...NODE_DISK,
  syncFolder: async () => {},
  create: async (file) => ({ ...(await NODE_DISK.create(file)), sync: async () => {} }),
  append: async (file) => ({ ...(await NODE_DISK.append(file)), sync: async () => {} }),
};

/** A run without enrichment. @param originals the content of the archive */
export function runOn(root: string, originals: readonly (string | Buffer)[], disk = UNSYNCED): StageRun {
  const files = new StageFiles(root, disk);
  const archive = new Map(originals.map((content) => [digest(content), content]));
  const read = (sha256: string) => Readable.from([Buffer.from(archive.get(sha256)!)]);
  return {
    ...{ files, ledger: new StageLedger(files), clock: () => new Date(0), rehearsed: new Set() },
    ...{ signal: new AbortController().signal, trackerOf: () => 'auto' },
    workspace: { catalogue, archive: { read } },
    enrichment: { enrich: async () => new Map(), refresh: async () => {} },
  } as unknown as StageRun;
}

export const tallyOf = (stage: Tally['stage'], tracker: Tally['tracker'] = 'auto') =>
  new Tally(stage, tracker, watch);
