// Writes files so that a kill or a power cut leaves either the complete file under its name or no file.
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Disk, makeFolder, NODE_DISK } from '../domain/disk.js';
import { SundialError } from '../domain/errors.js';
import { systemProblem } from '../domain/system-problem.js';

/** A file without its final name. */
export interface Unfinished {
  /** The path of the content until the file gets its final name. */
  readonly path: string;
  write(chunk: Uint8Array): Promise<void>;
  /** Sets the time of the last change, in milliseconds since 1970. */
  setTime(milliseconds: number): Promise<void>;
  /** Makes the content durable and renames the file; the name is durable after the folder is synced. */
  place(target: string): Promise<void>;
  /** Like `place`, and also syncs the folder. */
  finish(target: string): Promise<void>;
  /** Removes the file; does nothing after `finish`. */
  discard(): Promise<void>;
}

/** Creates unfinished files in one folder, and removes files that are no longer being written. */
export class Incoming {
  private readonly live = new Set<string>();
  private made = false;

  constructor(
    private readonly folder: string,
    private readonly disk: Disk = NODE_DISK,
  ) {}

  async start(): Promise<Unfinished> {
    await this.makeFolder();
    const temporary = path.join(this.folder, randomBytes(12).toString('hex'));
    this.live.add(temporary);
    try {
      return await this.unfinished(temporary);
    } catch (error) {
      this.live.delete(temporary);
      throw error;
    }
  }

  /** Removes the unfinished files of killed processes, and returns their number. */
  async cleanUp(): Promise<number> {
    const names = await readdir(this.folder).catch(() => []);
    const left = names.map((name) => path.join(this.folder, name)).filter((file) => !this.live.has(file));
    for (const file of left) await this.disk.remove(file);
    return left.length;
  }

  /** The first file also creates the archive's folder. */
  private async makeFolder(): Promise<void> {
    if (this.made) return;
    for (const touched of await makeFolder(this.disk, this.folder)) await this.disk.syncFolder(touched);
    this.made = true;
  }

  private async unfinished(temporary: string): Promise<Unfinished> {
    const { disk } = this;
    const file = await disk.create(temporary);
    let open = true;
    const close = async (): Promise<void> => {
      if (open) await file.close();
      open = false;
    };
    const place = async (target: string): Promise<void> => {
      await file.sync();
      await close();
      await disk.rename(temporary, target);
      this.live.delete(temporary);
    };
    return {
      path: temporary,
      write: (chunk) => file.write(chunk),
      setTime: (milliseconds) => file.setTime(milliseconds),
      place,
      finish: async (target) => {
        await place(target);
        await disk.syncFolder(path.dirname(target));
      },
      discard: async () => {
        if (!this.live.has(temporary)) return;
        await close();
        await disk.remove(temporary);
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
    return new SundialError(
      'store-unwritable',
      { folder, problem: systemProblem(thrown as Error) },
      { cause: thrown },
    );
  }
  return thrown;
}
