// Keeps unfinished downloads on disk, so that an interruption or a kill loses only the data that has not arrived yet.

import { createHash } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DAY_MS } from '../../domain/days.js';
import type { Listing, Validators } from './contract.js';

/** A partial download of an earlier attempt or process. */
export interface Begun {
  /** Bytes that have arrived. */
  readonly bytes: number;
  readonly validators: Validators;
}

const FILE = /^([0-9a-f]{64})\.(part|json)$/;
/** Milliseconds without a write after which a file no longer belongs to a running download. */
const ABANDONED_MS = DAY_MS;

/** The file of one download and its validators; its name contains the id only as part of a hash. */
export class SpoolFile {
  readonly path: string;
  private readonly sidecar: string;

  constructor(folder: string, name: string) {
    this.path = path.join(folder, `${name}.part`);
    this.sidecar = path.join(folder, `${name}.json`);
  }

  /** The partial download, if its version can be resumed; undefined otherwise. */
  async begun(): Promise<Begun | undefined> {
    try {
      const [{ size }, sidecar] = await Promise.all([stat(this.path), readFile(this.sidecar, 'utf8')]);
      const validators = JSON.parse(sidecar) as Validators;
      return size > 0 ? { bytes: size, validators } : undefined;
    } catch {
      // Missing or damaged either way: the download starts again.
      return undefined;
    }
  }

  /**
   * Opens the file for writing at a position, and truncates it there.
   *
   * @param validators of the version being written; a crash after this call leaves a file that can be resumed
   */
  async write(from: number, validators: Validators) {
    if (from === 0) await this.remove();
    await writeFile(this.sidecar, JSON.stringify(validators), { mode: 0o600 });
    const handle = await open(this.path, from === 0 ? 'w' : 'r+', 0o600);
    await handle.truncate(from);
    return handle;
  }

  async remove(): Promise<void> {
    await Promise.all([rm(this.path, { force: true }), rm(this.sidecar, { force: true })]);
  }
}

/** The folder of downloads that are not handed over yet; readable by its owner only. */
export class SpoolFolder {
  private constructor(readonly path: string) {}

  /** Creates the folder if necessary. */
  static async open(folder: string): Promise<SpoolFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    return new SpoolFolder(folder);
  }

  file(listing: Listing): SpoolFile {
    return new SpoolFile(this.path, nameOf(listing));
  }

  /** Removes files that do not belong to any of the listings and were not written to for a day. */
  async removeAbandoned(listings: readonly Listing[], now: Date): Promise<void> {
    const wanted = new Set(listings.map(nameOf));
    for (const entry of await readdir(this.path)) {
      const name = FILE.exec(entry)?.[1];
      if (name === undefined || wanted.has(name)) continue;
      const file = path.join(this.path, entry);
      // Another process may have removed it in the meantime.
      const writtenAt = await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => undefined,
      );
      if (writtenAt !== undefined && now.getTime() - writtenAt > ABANDONED_MS)
        await rm(file, { force: true });
    }
  }

  /** Bytes that may still be written to the disk. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.path);
    return bavail * bsize;
  }
}

function nameOf({ list, file, idHash }: Listing): string {
  return createHash('sha256')
    .update(JSON.stringify([list, file, idHash]))
    .digest('hex');
}
