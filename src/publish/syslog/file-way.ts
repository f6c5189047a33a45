// Appends records to a file for each day, without doubled or torn lines after a kill: a journal says where the last batch
// began, so that a batch that is sent again continues what is there of it.
import { type FileHandle, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../domain/clock.js';
import { dateOf } from '../../domain/days.js';
import { makeFolderWith, openWith } from '../../domain/disk.js';
import { SundialError } from '../../domain/errors.js';
import { writePrivateFile } from '../../domain/private-file.js';
import { syncFolder } from '../../domain/sync-folder.js';
import { systemProblem } from '../../domain/system-problem.js';
import { writableFolder } from '../files/folder.js';
import type { OutputView } from '../output.js';
import type { MessageFacts } from './message.js';
import type { Way } from './way.js';

/** Other programs of the group read the files. */
const MODES = { folder: 0o750, file: 0o640 };

const JOURNAL = z.object({
  /** The name of the file, and the length that it had before the batch. */
  file: z.string(),
  from: z.number().int().nonnegative(),
  /** Which batch it is; '' = whichever comes next continues here. */
  batch: z.string(),
  /** Whether all of the batch was written. */
  isWhole: z.boolean(),
});
type Journal = z.infer<typeof JOURNAL>;

export interface FileParts {
  readonly folder: string;
  readonly what: string;
  readonly maxBytes: number;
  readonly clock: Clock;
  /** The folder of the output's own, for the journal. */
  readonly own: string;
}

export class FileWay implements Way {
  constructor(private readonly parts: FileParts) {}

  get what(): string {
    return this.parts.what;
  }

  get maxBytes(): number {
    return this.parts.maxBytes;
  }

  /** A line; records have no line breaks. */
  encode({ line }: MessageFacts): Buffer {
    return Buffer.from(`${line}\n`);
  }

  async check(): Promise<OutputView> {
    const { folder } = this.parts;
    return {
      sentence: `records are appended to files in ${await writableFolder(folder)}`,
      facts: [
        ['folder', folder],
        ['file of today', this.fileOfToday()],
      ],
    };
  }

  async send(records: readonly Buffer[], batch: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { folder } = this.parts;
    const bytes = Buffer.concat(records);
    await this.writing(folder, () => makeFolderWith(folder, MODES));
    const known = await this.journal();
    const isAgain = known && (!known.isWhole || known.batch === '' || known.batch === batch);
    const file = isAgain ? known.file : this.fileOfToday();
    await this.writing(path.join(folder, file), async () => {
      const handle = await openWith(path.join(folder, file), 'a+', MODES);
      try {
        const { size } = await handle.stat();
        // Another program may have emptied the file.
        const from = isAgain && known.from <= size ? known.from : size;
        await this.note({ file, from, batch, isWhole: false });
        const left = await appended(handle, { from, size, bytes });
        await handle.datasync();
        if (size === 0) await syncFolder(folder);
        // What is left there are the next records of the same round, cut differently.
        await this.note(
          left > 0
            ? { file, from: from + bytes.length, batch: '', isWhole: true }
            : { file, from, batch, isWhole: true },
        );
      } finally {
        await handle.close();
      }
    });
  }

  private fileOfToday(): string {
    return `shadowserver-${dateOf(this.parts.clock())}.cef`;
  }

  private get journalFile(): string {
    return path.join(this.parts.own, 'appended.json');
  }

  private async journal(): Promise<Journal | undefined> {
    try {
      const known = JOURNAL.parse(JSON.parse(await readFile(this.journalFile, 'utf8')));
      await stat(path.join(this.parts.folder, known.file));
      return known;
    } catch {
      // There is none yet, or another program has moved the file away.
      return undefined;
    }
  }

  private note(journal: Journal): Promise<void> {
    return writePrivateFile(this.journalFile, JSON.stringify(journal));
  }

  /** @throws SundialError `syslog-unwritable` */
  private async writing<T>(file: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      const failure = thrown as NodeJS.ErrnoException;
      if (failure.syscall === undefined) throw thrown;
      const details = { what: this.parts.what, file, problem: systemProblem(failure) };
      throw new SundialError('syslog-unwritable', details, { cause: thrown });
    }
  }
}

/**
 * Makes the bytes follow the first `from` bytes of a file. Those that are there already stay untouched, because a program
 * that reads the file would begin again if it became shorter. Other content is cut off: no round repeats it.
 *
 * @returns how many bytes are there after them
 */
async function appended(
  handle: FileHandle,
  { from, size, bytes }: { readonly from: number; readonly size: number; readonly bytes: Buffer },
): Promise<number> {
  const present = Buffer.alloc(size - from);
  if (present.length > 0) await handle.read(present, 0, present.length, from);
  const common = Math.min(present.length, bytes.length);
  if (present.subarray(0, common).equals(bytes.subarray(0, common))) {
    await handle.appendFile(bytes.subarray(common));
    return present.length - common;
  }
  await handle.truncate(from);
  await handle.appendFile(bytes);
  return 0;
}
