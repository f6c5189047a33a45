// Writes files so that a kill or a power cut leaves either the complete file under its name or no file.
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../domain/errors.js';

/** A file without its final name. */
export interface Unfinished {
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the content durable and renames the file; the name is durable after the folder is synced. */
  place(target: string): Promise<void>;
  /** Like `place`, and syncs the folder. */
  finish(target: string): Promise<void>;
  /** Removes the file; does nothing after `finish`. */
  discard(): Promise<void>;
}

/** Makes the entries of a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates unfinished files in one folder, and removes files that are no longer being written. */
export class Incoming {
  private readonly folder: string;
  private readonly live = new Set<string>();
  private made = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  async start(): Promise<Unfinished> {
    if (!this.made) await mkdir(this.folder, { recursive: true, mode: 0o700 });
    this.made = true;
    const temporary = path.join(this.folder, randomBytes(12).toString('hex'));
    this.live.add(temporary);
    try {
      return this.unfinished(temporary, await open(temporary, 'wx', 0o600));
    } catch (error) {
      this.live.delete(temporary);
      throw error;
    }
  }

  /** Removes the unfinished files of killed processes, and returns their number. */
  async cleanUp(): Promise<number> {
    const names = await readdir(this.folder).catch(() => []);
    const left = names.map((name) => path.join(this.folder, name)).filter((file) => !this.live.has(file));
    for (const file of left) await rm(file, { force: true, recursive: true });
    return left.length;
  }

  private unfinished(temporary: string, handle: FileHandle): Unfinished {
    let open = true;
    const close = async (): Promise<void> => {
      if (open) await handle.close();
      open = false;
    };
    const place = async (target: string): Promise<void> => {
      await handle.datasync();
      await close();
      await rename(temporary, target);
      this.live.delete(temporary);
    };
    return {
      write: async (chunk) => {
        for (let at = 0; at < chunk.byteLength; ) at += (await handle.write(chunk, at)).bytesWritten;
      },
      place,
      finish: async (target) => {
        await place(target);
        await syncFolder(path.dirname(target));
      },
      discard: async () => {
        if (!this.live.has(temporary)) return;
        await close();
        await rm(temporary, { force: true });
        this.live.delete(temporary);
      },
    };
  }
}

/** Translates errors of a full disk and of an unwritable folder; returns any other error unchanged. */
export function asWriteError(thrown: unknown, file: string, folder: string): unknown {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SundialError('disk-full', { file, folder }, { cause: thrown });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EIO') {
    return new SundialError('store-unwritable', { folder, problem: code }, { cause: thrown });
  }
  return thrown;
}
