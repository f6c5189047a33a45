// The files of an export: builds their names, and renames them only when all files are complete.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';

/** Leaves room for the property's name and the file extension. */
const VALUE_CHARACTERS = LIMITS.nameBytes - 32;

/**
 * A value as part of a file name. Everything except letters, digits and `._-` is escaped, including `%`, so that no two
 * values share a name; a value that is too long ends with `%-` and its hash, because no escape contains `%-`.
 */
export function valueName(value: Buffer): string {
  const name = [...value.toString('latin1')]
    .map((byte) => (/[A-Za-z0-9._-]/.test(byte) ? byte : `%${hex(byte.charCodeAt(0))}`))
    .join('');
  if (name.length <= VALUE_CHARACTERS) return name;
  const digest = createHash('sha256').update(value).digest('hex');
  return `${name.slice(0, VALUE_CHARACTERS - digest.length - 2)}%-${digest}`;
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0').toUpperCase();

/** A folder next to the target files, which holds the files until they are complete. */
export class Unfinished {
  private published = false;

  private constructor(
    private readonly temporary: string,
    private readonly force: boolean,
    /** The topmost folder that had to be created for the files. */
    private readonly made: string | undefined,
  ) {}

  /** @throws SundialError `export-exists`, `export-unwritable` */
  static async start(targets: readonly string[], folder: string, force: boolean): Promise<Unfinished> {
    await refuse(targets, force);
    return writing(folder, async () => {
      const made = await mkdir(folder, { recursive: true, mode: 0o700 });
      return new Unfinished(await mkdtemp(path.join(folder, '.sundial-export-')), force, made);
    });
  }

  /** The path at which to write the file with this number. */
  file(number: number): string {
    return path.join(this.temporary, String(number));
  }

  /** Makes a written file private and durable, and returns its size. @throws SundialError `export-unwritable` */
  async seal(number: number): Promise<number> {
    const file = this.file(number);
    return writing(file, async () => {
      await chmod(file, 0o600);
      const handle = await open(file, 'r+');
      await handle.sync().finally(() => handle.close());
      return (await stat(file)).size;
    });
  }

  /** Renames the files to their final names. @throws SundialError `export-exists`, `export-unwritable` */
  async publish(targets: readonly string[]): Promise<void> {
    await refuse(targets, this.force);
    this.published = targets.length > 0;
    for (const [number, target] of targets.entries())
      await writing(target, () => rename(this.file(number), target));
  }

  /** Removes unfinished files, and folders that were created for them. */
  async discard(): Promise<void> {
    await rm(this.temporary, { recursive: true, force: true });
    if (this.published || this.made === undefined) return;
    // Up to the first folder that existed before, or that another process now uses.
    for (
      let folder = path.dirname(this.temporary);
      folder.startsWith(this.made);
      folder = path.dirname(folder)
    )
      if (!(await removed(folder))) return;
  }
}

async function removed(folder: string): Promise<boolean> {
  return rmdir(folder).then(
    () => true,
    () => false,
  );
}

async function refuse(targets: readonly string[], force: boolean): Promise<void> {
  for (const file of targets) {
    if (!existsSync(file)) continue;
    if ((await stat(file)).isDirectory())
      throw new SundialError('export-unwritable', { file, problem: 'it is a folder' });
    if (!force) throw new SundialError('export-exists', { file });
  }
}

/** Does something with a file. @throws SundialError `export-unwritable` */
export async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const problem = (thrown as NodeJS.ErrnoException).code ?? (thrown as Error).message;
    throw new SundialError('export-unwritable', { file, problem }, { cause: thrown });
  }
}
