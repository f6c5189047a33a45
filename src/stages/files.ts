// Writes the stages' files: under its name, a file is whole, and earlier content stays until the new one replaces it.
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { asWriteError, Incoming } from '../archive/index.js';
import { type Disk, makeFolder, nodeDisk } from '../domain/disk.js';
import { SundialError } from '../domain/errors.js';
import { systemProblem } from '../domain/system-problem.js';

/** Other programs of the operator's group may read the trees. */
const SHARED_DISK = nodeDisk({ folder: 0o750, file: 0o640 });

/** The names of temporary files, those of the archive's `Incoming` included. */
const TEMPORARY = /^[0-9a-f]{24}$/;

/** The file that names the data folder to which the stages belong. */
const OWNER = 'ledger/data-folder';

/** A complete file that waits for its name. */
export interface Ready {
  readonly temporary: string;
  /** Relative to the stages' folder. */
  readonly target: string;
}

export class StageFiles {
  private readonly incoming: Incoming;

  /** @param root the stages' folder, which need not exist */
  constructor(
    readonly root: string,
    private readonly disk: Disk = SHARED_DISK,
  ) {
    this.incoming = new Incoming(this.temporaryFolder, disk);
  }

  private get temporaryFolder(): string {
    return path.join(this.root, 'incoming');
  }

  /** The path of a file whose place is relative to the stages' folder. */
  pathOf(relative: string): string {
    return path.join(this.root, relative);
  }

  /**
   * Makes sure that the folder is a folder, and that no other data folder keeps its stages there: each would take the files of
   * the other for its own, and its reports for processed.
   *
   * @param owner the path of the data folder
   * @param isOnlyAsked whether nothing may be written
   * @throws SundialError `stages-unwritable`, `stages-taken`
   */
  async claim(owner: string, isOnlyAsked: boolean): Promise<void> {
    const file = this.pathOf(OWNER);
    const before = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT') return undefined;
      const problem = systemProblem(thrown);
      throw new SundialError('stages-unwritable', { folder: this.root, problem }, { cause: thrown });
    });
    if (before !== undefined && before.trimEnd() !== owner)
      throw new SundialError('stages-taken', { folder: this.root, owner: before.trimEnd(), file });
    if (before === undefined && !isOnlyAsked) await this.write(OWNER, [Buffer.from(`${owner}\n`)]);
  }

  /** Removes what killed processes left unfinished. Other files stay: the operator chose the folder, and may have had one of this name in it. */
  async cleanUp(): Promise<void> {
    const folder = this.temporaryFolder;
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((each) => TEMPORARY.test(each)))
      await this.writing(name, () => this.disk.remove(path.join(folder, name)));
  }

  /** Writes a file with the content of chunks. @throws SundialError `disk-full`, `stages-unwritable`; errors of the chunks */
  async write(target: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const file = await this.writing(target, () => this.incoming.start());
    try {
      for await (const chunk of chunks) await this.writing(target, () => file.write(chunk));
      await this.writing(target, async () => {
        await this.makeFolderOf(target);
        await file.finish(this.pathOf(target));
      });
    } finally {
      await file.discard();
    }
  }

  /** A new path for a file that is written in parts with `append`. */
  temporary(): string {
    return path.join(this.temporaryFolder, randomBytes(12).toString('hex'));
  }

  /** Adds to a temporary file, which is open only meanwhile. @throws SundialError `disk-full`, `stages-unwritable` */
  async append(temporary: string, content: Uint8Array): Promise<void> {
    await this.writing(temporary, async () => {
      await this.disk.makeFolder(this.temporaryFolder);
      const file = await this.disk.append(temporary);
      await file.write(content).finally(() => file.close());
    });
  }

  /** Makes temporary files durable and gives them their names. @throws SundialError `disk-full`, `stages-unwritable` */
  async place(ready: readonly Ready[]): Promise<void> {
    const folders = new Set<string>();
    for (const { temporary, target } of ready)
      await this.writing(target, async () => {
        const file = await this.disk.append(temporary);
        await file.sync().finally(() => file.close());
        for (const touched of await makeFolder(this.disk, path.dirname(this.pathOf(target))))
          folders.add(touched);
        await this.disk.rename(temporary, this.pathOf(target));
        folders.add(path.dirname(this.pathOf(target)));
      });
    for (const folder of folders) await this.writing(folder, () => this.disk.syncFolder(folder));
  }

  /** Removes files, and the folder of each that is empty then. @throws SundialError `stages-unwritable` */
  async remove(targets: readonly string[]): Promise<void> {
    for (const target of targets)
      await this.writing(target, async () => {
        await this.disk.remove(this.pathOf(target));
        await rmdir(path.dirname(this.pathOf(target))).catch(() => {});
      });
  }

  /** Removes temporary files that will not be placed. */
  async discard(temporaries: readonly string[]): Promise<void> {
    for (const temporary of temporaries) await this.disk.remove(temporary);
  }

  private async makeFolderOf(target: string): Promise<void> {
    const touched = await makeFolder(this.disk, path.dirname(this.pathOf(target)));
    for (const folder of touched) await this.disk.syncFolder(folder);
  }

  private async writing<T>(target: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw asStageError(asWriteError(thrown, target, this.root), this.root);
    }
  }
}

/** The advice about an unwritable folder names the option of this one. */
function asStageError(thrown: unknown, folder: string): unknown {
  if (!(thrown instanceof SundialError) || thrown.code !== 'store-unwritable') return thrown;
  return new SundialError(
    'stages-unwritable',
    { folder, problem: thrown.details.problem ?? '' },
    { cause: thrown.cause },
  );
}
