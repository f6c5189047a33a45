// The manifest of files: one line for each change of a file, so that a consumer knows what changed and what is whole.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Disk } from '../../domain/disk.js';
import { SundialError } from '../../domain/errors.js';
import type { Slice } from '../output.js';
import { linesIn } from './row.js';
import { writing } from './writing.js';

/** A line about a file; the last line of a path counts. */
export interface FileLine {
  /** Relative to the folder of the manifest, with `/`. */
  readonly path: string;
  /** `changing`: the file is about to be written, replaced or removed; another line follows when that is done. */
  readonly state: 'written' | 'removed' | 'changing';
  readonly type: string;
  readonly date: string;
  /** 0 unless the file is written; the same applies to `bytes`. */
  readonly events: number;
  readonly bytes: number;
  /** Of the file on the disk, compressed or not; '' unless the file is written. */
  readonly sha256: string;
  /** Grows by one with each new content of the path, and with its removal. */
  readonly version: number;
  /** When the line was written, in ISO form. */
  readonly at: string;
}

export interface Lake {
  /** The folder of the files. */
  readonly folder: string;
  readonly disk: Disk;
  /** The name of the output. */
  readonly output: string;
}

const FILE = 'manifest.jsonl';

/** Lines of earlier versions are useless to a new reader; the manifest is rewritten if they are half of at least this many. */
const LEAST_LINES = 1_000;

export class Manifest {
  private readonly lines = new Map<string, FileLine>();
  /** The paths of each slice, by date and type. */
  private readonly paths = new Map<string, Set<string>>();
  private read = 0;
  private isTorn = false;

  private constructor(private readonly lake: Lake) {}

  /** Reads the manifest and changes nothing. @throws SundialError `files-manifest`, `files-unwritable` */
  static async read(lake: Lake): Promise<Manifest> {
    const manifest = new Manifest(lake);
    await writing(manifest.file, () => manifest.load());
    return manifest;
  }

  private get file(): string {
    return path.join(this.lake.folder, FILE);
  }

  /** Whether the manifest is still there, or never was. */
  get isCurrent(): boolean {
    return this.lines.size === 0 || existsSync(this.file);
  }

  /** The latest line of each file of a slice. */
  ofSlice({ type, date }: Slice): FileLine[] {
    const lines = [...(this.paths.get(`${date} ${type}`) ?? [])].map((file) => this.lines.get(file)!);
    return lines.filter((line) => line.type === type && line.date === date);
  }

  /** The latest line of a path. */
  of(file: string): FileLine | undefined {
    return this.lines.get(file);
  }

  /** The latest line of each path. */
  all(): IterableIterator<FileLine> {
    return this.lines.values();
  }

  /** Whether the file of a line exists with the content that the line states. */
  async isWhole({ path: file, bytes, sha256 }: FileLine): Promise<boolean> {
    const full = path.join(this.lake.folder, file);
    const found = await stat(full).catch(() => undefined);
    if (found?.size !== bytes) return false;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(full)) hash.update(chunk as Buffer);
    return hash.digest('hex') === sha256;
  }

  /** Appends lines durably. */
  async append(lines: readonly FileLine[]): Promise<void> {
    if (lines.length === 0) return;
    await writing(this.file, async () => {
      const handle = await this.lake.disk.append(this.file);
      try {
        await handle.write(textOf(lines));
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
    for (const line of lines) this.know(line);
  }

  /**
   * Removes the incomplete line that a kill may have left, and lines of earlier versions once they are many.
   *
   * @param aside the path at which the new manifest is written first
   */
  async mend(aside: string): Promise<void> {
    if (!this.isTorn && this.read <= 2 * this.lines.size + LEAST_LINES) return;
    const { disk, folder } = this.lake;
    await writing(aside, async () => {
      const handle = await disk.create(aside);
      try {
        await handle.write(textOf([...this.lines.values()]));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await disk.rename(aside, this.file);
      await disk.syncFolder(folder);
    });
    this.read = this.lines.size;
    this.isTorn = false;
  }

  private async load(): Promise<void> {
    if (!existsSync(this.file)) return;
    let end = '\n';
    const watched = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        end = chunk.toString('latin1', chunk.length - 1);
        yield chunk;
      }
    };
    let last: string | undefined;
    for await (const lines of linesIn(watched(createReadStream(this.file))))
      for (const line of lines) {
        if (last !== undefined) this.take(last);
        last = line;
      }
    this.isTorn = end !== '\n';
    if (last !== undefined && (!this.isTorn || isJson(last))) this.take(last);
  }

  private take(text: string): void {
    this.read++;
    try {
      this.know(JSON.parse(text) as FileLine);
    } catch {
      const { output } = this.lake;
      throw new SundialError('files-manifest', {
        ...{ file: this.file, line: this.read, output, problem: 'is not JSON' },
      });
    }
  }

  private know(line: FileLine): void {
    this.lines.set(line.path, line);
    const slice = `${line.date} ${line.type}`;
    this.paths.set(slice, (this.paths.get(slice) ?? new Set()).add(line.path));
  }
}

const textOf = (lines: readonly FileLine[]): Buffer =>
  Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
