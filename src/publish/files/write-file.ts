// Writes one unfinished file, compressed or not, and computes its size and checksum.
import { createHash } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { SundialError } from '../../domain/errors.js';

/** A complete file that does not have its final name yet. */
export interface Aside {
  readonly events: number;
  readonly bytes: number;
  readonly sha256: string;
}

export class FileAside {
  private events = 0;
  private bytes = 0;
  private readonly hash = createHash('sha256');
  private readonly input: PassThrough;
  private readonly done: Promise<void>;
  private failure: unknown;

  constructor(
    private readonly file: string,
    compression: 'none' | 'gzip',
  ) {
    this.input = new PassThrough();
    const counted = new Transform({
      transform: (chunk: Buffer, _encoding, next) => {
        this.bytes += chunk.length;
        this.hash.update(chunk);
        next(null, chunk);
      },
    });
    const target: WriteStream = createWriteStream(file, { flags: 'w', mode: 0o640 });
    const stages = compression === 'gzip' ? [createGzip(), counted] : [counted];
    this.done = pipeline([this.input, ...stages, target]);
    this.done.catch((thrown: unknown) => {
      this.failure = thrown;
    });
  }

  /** Writes the text of some events, as fast as the disk takes it. @throws SundialError `files-unwritable` */
  async write(text: string, events: number): Promise<void> {
    this.events += events;
    await writing(this.file, async () => {
      if (this.failure) throw this.failure;
      if (!this.input.write(text))
        await Promise.race([new Promise<void>((free) => this.input.once('drain', free)), this.done]);
    });
  }

  /** Completes the file and syncs it to the disk. @throws SundialError `files-unwritable` */
  async end(): Promise<Aside> {
    await writing(this.file, async () => {
      this.input.end();
      await this.done;
      const handle = await open(this.file, 'r+');
      await handle.sync().finally(() => handle.close());
    });
    return { events: this.events, bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  /** Gives the file its final name. @throws SundialError `files-unwritable` */
  async publish(target: string): Promise<void> {
    await writing(target, async () => {
      await mkdir(path.dirname(target), { recursive: true, mode: 0o750 });
      await rename(this.file, target);
    });
  }

  async discard(): Promise<void> {
    this.input.destroy();
    await this.done.catch(() => {});
    await rm(this.file, { force: true });
  }
}

/** @throws SundialError `files-unwritable` for any failure of the work that is not a SundialError */
export async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof SundialError) throw thrown;
    const { code, message } = thrown as NodeJS.ErrnoException;
    throw new SundialError('files-unwritable', { file, problem: code ?? message }, { cause: thrown });
  }
}
