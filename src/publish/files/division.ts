// Divides the rows of a slice into files in bounded memory: what does not fit waits in scratch files on the disk.
import { createReadStream } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { type Lines, linesIn } from './row.js';
import { writing } from './writing.js';

/** The rows of one file. */
export interface Part {
  readonly path: string;
  lines(): Lines;
}

interface Collected {
  readonly scratch: string;
  /** Whether the first lines are in the scratch file. */
  isOnDisk: boolean;
  held: string[];
}

export interface DivisionParts {
  /** The path before a number that makes the name of a scratch file. */
  readonly scratch: string;
  /** Lines of how many characters may be in memory. */
  readonly most?: number;
  /** Names the work in an error. */
  readonly output: string;
  readonly slice: string;
}

export class Division {
  private readonly collected = new Map<string, Collected>();
  private characters = 0;

  constructor(private readonly parts: DivisionParts) {}

  /** Adds a line to the file with a path. @throws SundialError `files-too-many` */
  add(path: string, line: string): void {
    let file = this.collected.get(path);
    if (!file) {
      const { scratch, output, slice } = this.parts;
      if (this.collected.size === LIMITS.outputFiles)
        throw new SundialError('files-too-many', { output, slice, limit: LIMITS.outputFiles });
      file = { scratch: `${scratch}${this.collected.size}.lines`, isOnDisk: false, held: [] };
      this.collected.set(path, file);
    }
    file.held.push(line);
    this.characters += line.length;
  }

  /** Makes room in memory; call it after each batch. @throws SundialError `files-unwritable` */
  async settle(): Promise<void> {
    if (this.characters <= (this.parts.most ?? LIMITS.outputDivisionBytes)) return;
    for (const file of this.collected.values()) {
      if (file.held.length === 0) continue;
      const text = `${file.held.join('\n')}\n`;
      await writing(file.scratch, () => appendFile(file.scratch, text, { mode: 0o600 }));
      file.isOnDisk = true;
      file.held = [];
    }
    this.characters = 0;
  }

  /** The files, in the order in which they were first named. */
  files(): Part[] {
    return [...this.collected].map(([path, file]) => ({ path, lines: () => linesOf(file) }));
  }

  async discard(): Promise<void> {
    for (const { scratch, isOnDisk } of this.collected.values())
      if (isOnDisk) await rm(scratch, { force: true });
  }
}

async function* linesOf({ scratch, isOnDisk, held }: Collected): AsyncGenerator<readonly string[]> {
  if (isOnDisk) yield* linesIn(createReadStream(scratch));
  if (held.length > 0) yield held;
}
