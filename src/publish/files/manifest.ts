// The manifest of files: one line for each file that was written or removed, so that a consumer knows what changed.
import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { SundialError } from '../../domain/errors.js';
import { syncFolder } from '../../domain/sync-folder.js';
import type { Slice } from '../output.js';
import { writing } from './write-file.js';

/** A line about a file; the last line of a path counts. */
export interface FileLine {
  /** Relative to the folder of the manifest. */
  readonly path: string;
  /** `writing` = about to be written: a reader ignores the line. */
  readonly state: 'written' | 'removed' | 'writing';
  readonly type: string;
  readonly date: string;
  /** 0 for a removed file. */
  readonly events: number;
  readonly bytes: number;
  /** Of the file on the disk, compressed or not. */
  readonly sha256: string;
  /** Grows by one with each new content of the path. */
  readonly version: number;
  /** When the line was written, in ISO form. */
  readonly at: string;
}

const FILE = 'manifest.jsonl';

export class Manifest {
  private readonly lines = new Map<string, FileLine>();
  /** The paths of each slice, by date and type. */
  private readonly paths = new Map<string, Set<string>>();
  private read = 0;

  private constructor(
    private readonly folder: string,
    private readonly output: string,
  ) {}

  /** @throws SundialError `files-manifest`, `files-unwritable` */
  static async read(folder: string, output: string): Promise<Manifest> {
    const manifest = new Manifest(folder, output);
    await writing(manifest.file, () => manifest.load());
    // Lines of earlier versions are useless to a new reader. Rewriting pays off once they are half of the lines.
    if (manifest.read > 2 * manifest.lines.size + 1_000) await manifest.compact();
    return manifest;
  }

  private get file(): string {
    return path.join(this.folder, FILE);
  }

  /** The latest line of each file of a slice. */
  ofSlice({ type, date }: Slice): FileLine[] {
    return [...(this.paths.get(`${date} ${type}`) ?? [])].map((file) => this.lines.get(file)!);
  }

  /** The latest line of a path. */
  of(file: string): FileLine | undefined {
    return this.lines.get(file);
  }

  /** Appends lines durably. */
  async append(lines: readonly FileLine[]): Promise<void> {
    if (lines.length === 0) return;
    await writing(this.file, async () => {
      const handle = await open(this.file, 'a', 0o640);
      try {
        await handle.writeFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
    for (const line of lines) this.know(line);
  }

  /** The number of events of each slice. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { type, date, events } of this.lines.values())
      counts.set(`${date} ${type}`, (counts.get(`${date} ${type}`) ?? 0) + events);
    return counts;
  }

  private async load(): Promise<void> {
    let last = '';
    try {
      for await (const line of createInterface({ input: createReadStream(this.file) })) {
        if (last !== '') this.take(last);
        last = line;
      }
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw thrown;
    }
    // A kill may have left a part of the last line.
    if (last !== '' && isWhole(last)) this.take(last);
    else if (last !== '') await this.compact();
  }

  private take(text: string): void {
    this.read++;
    try {
      this.know(JSON.parse(text) as FileLine);
    } catch {
      throw new SundialError('files-manifest', {
        ...{ file: this.file, line: this.read, output: this.output, problem: 'is not JSON' },
      });
    }
  }

  private know(line: FileLine): void {
    this.lines.set(line.path, line);
    const slice = `${line.date} ${line.type}`;
    this.paths.set(slice, (this.paths.get(slice) ?? new Set()).add(line.path));
  }

  /** Rewrites the manifest with the latest line of each path. */
  private async compact(): Promise<void> {
    const aside = `${this.file}.part`;
    await writing(aside, async () => {
      const handle = await open(aside, 'w', 0o640);
      try {
        await handle.writeFile([...this.lines.values()].map((line) => `${JSON.stringify(line)}\n`).join(''));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(aside, this.file);
      await syncFolder(this.folder);
    });
  }
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
