// Makes a backup of a data folder that is in use: freezes it for a moment, then copies the content that earlier
// backups lack.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';
import { sundialVersion } from '../domain/version.js';
import { lockFolder } from '../store/index.js';
import { eachConcurrently } from './each-concurrently.js';
import { type About, type Entry, isFile, type Manifest } from './manifest.js';
import { freezeMoment, type Moment, type MomentParts } from './moment.js';
import { pruneBackups } from './prune.js';
import { Shelf } from './shelf.js';

/** A file from outside the data folder, to be stored in the folder `configuration`. */
export interface GivenFile {
  readonly name: string;
  readonly content: Buffer;
}

export interface BackupRequest extends MomentParts {
  /** The folder of backups; created if it is missing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly configuration: readonly GivenFile[];
  readonly withSecrets: boolean;
  /** The number of backups to keep, including this backup; older backups are removed. Omitted = all are kept. */
  readonly keep?: number;
  /** Runs work while nothing else writes to the store. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly signal?: AbortSignal;
  /** Receives the number of copied files and of files to copy. */
  readonly progress?: (done: number, of: number) => void;
}

/** A finished backup. */
export interface Made extends About {
  /** Files and bytes that no earlier backup contained. */
  readonly newFiles: number;
  readonly newBytes: number;
  /** The number of earlier backups that were removed. */
  readonly removed: number;
}

/** Data folders that this process is backing up: commands in the service run concurrently. */
const running = new Set<string>();

/**
 * Makes a backup. The backup counts only once its manifest has its final name, and earlier ones are never changed.
 *
 * @throws SundialError `backup-running`, `backup-interrupted`, `store-locked`, `store-unwritable`, `disk-full`
 */
export async function makeBackup(request: BackupRequest): Promise<Made> {
  const { dataFolder } = request;
  if (running.has(dataFolder)) throw new SundialError('backup-running', { folder: dataFolder });
  running.add(dataFolder);
  try {
    return await makeAlone(request);
  } finally {
    running.delete(dataFolder);
  }
}

async function makeAlone(request: BackupRequest): Promise<Made> {
  const shelf = new Shelf(request.folder);
  await shelf.makeFolders();
  const lock = lockFolder(request.folder);
  try {
    await shelf.cleanUp();
    const before = await latest(shelf);
    const moment = await request.inTurn(() => freezeMoment(request, before, (entry) => shelf.holds(entry)));
    try {
      const made = await copy(moment, shelf, request);
      const removed = request.keep === undefined ? 0 : await pruneBackups(shelf, request.keep);
      return { ...made, removed };
    } finally {
      moment.drop();
    }
  } finally {
    lock.release();
  }
}

/** The previous backup; if its manifest is damaged, everything is examined again. */
async function latest(shelf: Shelf): Promise<Manifest | undefined> {
  const name = (await shelf.names()).at(-1);
  if (name === undefined) return undefined;
  return shelf.read(name).catch((thrown) => {
    if (thrown instanceof SundialError && thrown.code === 'backup-damaged') return undefined;
    throw thrown;
  });
}

async function copy(moment: Moment, shelf: Shelf, request: BackupRequest): Promise<Omit<Made, 'removed'>> {
  const { configuration, withSecrets, clock, signal, progress } = request;
  const entries: Entry[] = [...moment.known, ...moment.links];
  let [newFiles, newBytes, done] = [0, 0, 0];
  const note = (place: string, modified: number, kept: Awaited<ReturnType<Shelf['keep']>>) => {
    const { bytes, sha256, isNew } = kept;
    entries.push({ path: place, bytes, sha256, modified });
    if (isNew) [newFiles, newBytes] = [newFiles + 1, newBytes + bytes];
  };
  await eachConcurrently(moment.files, async (place) => {
    if (signal?.aborted) throw new SundialError('backup-interrupted', { folder: shelf.folder });
    const file = path.join(moment.folder, place);
    const { mtimeMs } = await stat(file);
    note(place, Math.round(mtimeMs), await shelf.keep(file));
    progress?.(++done, moment.files.length);
  });
  const now = clock();
  for (const { name, content } of configuration)
    note(path.posix.join('configuration', name), now.getTime(), await shelf.keepContent(content));
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = entries.filter(isFile);
  const about = {
    name: await shelf.newName(now),
    madeAt: now,
    version: sundialVersion(),
    withSecrets,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  await shelf.finish({ about, entries });
  return { ...about, newFiles, newBytes };
}
