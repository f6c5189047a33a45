// Restores a backup into an empty folder: assembles the data beside it, checks every file, and moves them into place
// at the end.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, lstatSync, readlinkSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { asWriteError, Incoming } from '../archive/index.js';
import { SundialError } from '../domain/errors.js';
import { syncFolder } from '../domain/sync-folder.js';
import { isHalfRestored, lockFolder, RESTORING_FOLDER } from '../store/index.js';
import { eachConcurrently } from './each-concurrently.js';
import { type About, damaged, type Entry, type FileEntry, isFile, type Manifest } from './manifest.js';
import { digestOf, Shelf } from './shelf.js';

export interface RestoreRequest {
  /** The folder of backups. */
  readonly folder: string;
  /** The data folder to make; it must be empty, or contain an interrupted restore. */
  readonly target: string;
  /** The backup's name; omitted = the newest one. */
  readonly name?: string;
  readonly progress?: (done: number, of: number) => void;
}

const NAME_FILE = 'backup-name';
const INCOMING = 'incoming';
/** Files that commands leave in an otherwise empty folder. */
const NOTES = /^in-use\.json/;

/**
 * Restores a backup. After a kill the call can be repeated; until the restore is complete, no command opens the
 * folder.
 *
 * @throws SundialError `backup-missing`, `backup-damaged`, `restore-occupied`, `store-locked`, `disk-full`
 */
export async function restoreBackup(request: RestoreRequest): Promise<About> {
  const { target } = request;
  const shelf = new Shelf(request.folder);
  await refuseOccupied(target);
  const manifest = await chooseManifest(shelf, request);
  try {
    await mkdir(target, { recursive: true, mode: 0o700 });
    const lock = lockFolder(target);
    try {
      await new Restore(shelf, manifest, target).run(request.progress);
    } finally {
      lock.release();
    }
  } catch (thrown) {
    throw asWriteError(thrown, target, target);
  }
  return manifest.about;
}

async function refuseOccupied(target: string): Promise<void> {
  if (isHalfRestored(target)) return;
  const names = await readdir(target).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return [];
    throw new SundialError('restore-occupied', {
      folder: target,
      problem: `cannot be read (${thrown.code})`,
    });
  });
  const found = names.find((name) => !NOTES.test(name));
  if (found !== undefined)
    throw new SundialError('restore-occupied', { folder: target, problem: `already contains "${found}"` });
}

/** The backup to restore; after an interrupted restore, only the same one is permitted. */
async function chooseManifest(shelf: Shelf, { name, target }: RestoreRequest): Promise<Manifest> {
  const begun = await readFile(path.join(target, RESTORING_FOLDER, NAME_FILE), 'utf8').catch(() => undefined);
  // The file is empty if the process was killed while writing it.
  if (begun && name !== undefined && begun !== name)
    throw new SundialError('restore-occupied', {
      folder: target,
      problem: `restoring the backup ${begun} was interrupted here; continue with that backup or remove the folder`,
    });
  return shelf.find(begun || name);
}

class Restore {
  /** The folder in which the data folder is assembled. */
  private readonly assembly: string;
  private readonly incoming: Incoming;
  private readonly made = new Set<string>();

  constructor(
    private readonly shelf: Shelf,
    private readonly manifest: Manifest,
    private readonly target: string,
  ) {
    this.assembly = path.join(target, RESTORING_FOLDER);
    this.incoming = new Incoming(path.join(this.assembly, INCOMING));
  }

  async run(progress: RestoreRequest['progress']): Promise<void> {
    const { entries, about } = this.manifest;
    await mkdir(this.assembly, { recursive: true, mode: 0o700 });
    await writeFile(path.join(this.assembly, NAME_FILE), about.name, { mode: 0o600, flush: true });
    await this.incoming.cleanUp();
    let done = 0;
    await eachConcurrently(entries, async (entry) => {
      await this.restoreEntry(entry);
      progress?.(++done, entries.length);
    });
    for (const folder of this.made) await syncFolder(folder);
    await this.moveIntoPlace();
  }

  /** Where an entry is assembled: already in its final place if an earlier attempt had begun to move entries. */
  private placeOf(entry: Entry): string {
    const [top = ''] = entry.path.split('/');
    const isMoved = !existsSync(path.join(this.assembly, top)) && existsSync(path.join(this.target, top));
    return path.join(isMoved ? this.target : this.assembly, entry.path);
  }

  private async restoreEntry(entry: Entry): Promise<void> {
    const place = this.placeOf(entry);
    await this.makeFolder(path.dirname(place));
    if (isFile(entry)) await this.restoreFile(entry, place);
    else if (!isThere(place)) await symlink(entry.link, place);
    else if (readlinkSync(place) !== entry.link)
      throw damaged(place, 'does not point to the same place as in the backup');
  }

  private async restoreFile(entry: FileEntry, place: string): Promise<void> {
    const isWhole = isThere(place) && (await digestOf(place)).sha256 === entry.sha256;
    if (!isWhole) await this.copyFile(entry, place);
    await utimes(place, entry.modified / 1000, entry.modified / 1000);
  }

  private async copyFile(entry: FileEntry, place: string): Promise<void> {
    const source = this.shelf.contentFile(entry.sha256);
    const hash = createHash('sha256');
    const file = await this.incoming.start();
    try {
      for await (const chunk of contentOf(source, entry)) {
        hash.update(chunk);
        await file.write(chunk);
      }
      if (hash.digest('hex') !== entry.sha256)
        throw damaged(source, `does not match the content that was copied from ${entry.path}`);
      await file.place(place);
    } finally {
      await file.discard();
    }
  }

  private async makeFolder(folder: string): Promise<void> {
    if (this.made.has(folder)) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let at = folder; at !== this.target && !this.made.has(at); at = path.dirname(at)) this.made.add(at);
  }

  /** Moves everything into place; the folder that keeps commands out is removed last. */
  private async moveIntoPlace(): Promise<void> {
    for (const name of await readdir(this.assembly))
      if (name !== NAME_FILE && name !== INCOMING)
        await rename(path.join(this.assembly, name), path.join(this.target, name));
    await syncFolder(this.target);
    await rm(this.assembly, { recursive: true });
    await syncFolder(this.target);
  }
}

async function* contentOf(source: string, { path: place }: FileEntry): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(source) as AsyncIterable<Buffer>;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw damaged(source, `is missing; it holds ${place} of the data folder`);
    throw damaged(source, `cannot be read (${code}); it holds ${place} of the data folder`);
  }
}

function isThere(place: string): boolean {
  return lstatSync(place, { throwIfNoEntry: false }) !== undefined;
}
