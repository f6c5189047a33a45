// The archive of originals: keeps every report as received, named by its SHA-256, written once and read back exactly.
import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { compressOriginal } from './compress.js';
import { asWriteError, Incoming, syncFolder } from './durable.js';
import { COMPRESSED, isSha256, type Layout, layOut } from './layout.js';
import { putOriginal, type Stored } from './put.js';
import { originalChunks, readOriginal, verifyOriginal } from './read.js';
import { takeTurns } from './turns.js';

/** One original in the archive. */
export interface Held {
  readonly sha256: string;
  /** Bytes on disk, in all existing forms. */
  readonly bytesOnDisk: number;
  /** When the original arrived, or was compressed. */
  readonly storedAt: Date;
}

/** An archive folder. One process writes to it at a time; any number may read. */
export interface Archive {
  readonly folder: string;
  /**
   * Stores the bytes of a stream; once this returns, they survive a kill and a power cut.
   *
   * @param shownPath the file's name in messages
   * @throws SundialError `file-empty`, `disk-full`, `store-unwritable`; errors of the stream are passed on
   */
  put(stream: Readable, shownPath: string): Promise<Stored>;
  /** Replaces the raw form with the compressed one. @throws SundialError `original-missing`, `original-damaged`, `disk-full` */
  compress(sha256: string): Promise<void>;
  /** Compresses all raw originals, and returns their number. */
  compressAll(): Promise<number>;
  /** The original's bytes; the stream fails with `original-missing` or `original-damaged`. */
  read(sha256: string): Readable;
  /**
   * The original's bytes for a caller that finishes with each chunk before it requests the next one, because the chunks
   * share memory. @throws SundialError `original-missing`, `original-damaged`
   */
  chunks(sha256: string): Iterable<Buffer> | AsyncIterable<Buffer>;
  /** The path of the uncompressed original, for readers that need a file; undefined if it is compressed. */
  rawPath(sha256: string): string | undefined;
  /** Whether the archive holds the original. */
  holds(sha256: string): boolean;
  /** Compares the content's SHA-256 with its name. @throws SundialError `original-missing`, `original-damaged` */
  verify(sha256: string): Promise<void>;
  /** All originals, in the order of their names. */
  list(): AsyncIterable<Held>;
  /** The paths of all originals' files, relative to the folder. */
  files(): AsyncIterable<string>;
  /** Removes an original for good; does nothing if the archive does not hold it. */
  remove(sha256: string): Promise<void>;
  /** Removes the unfinished files of killed processes, and returns their number. */
  cleanUp(): Promise<number>;
}

/** Opens the archive in `folder`; the first original creates the folder. */
export function openArchive(folder: string): Archive {
  const layout = layOut(folder);
  const incoming = new Incoming(layout.incoming);
  const inTurn = takeTurns();
  const compress = (sha256: string): Promise<void> =>
    inTurn(sha256, () => compressOriginal(layout, incoming, sha256));
  return {
    folder,
    put: (stream, shownPath) => putOriginal({ layout, incoming, inTurn }, stream, shownPath),
    compress,
    compressAll: () => compressAll(layout, compress),
    read: (sha256) => readOriginal(layout, sha256),
    chunks: (sha256) => originalChunks(layout, sha256),
    rawPath: (sha256) => (existsSync(layout.raw(sha256)) ? layout.raw(sha256) : undefined),
    holds: (sha256) => layout.holds(sha256),
    verify: (sha256) => verifyOriginal(layout, sha256),
    list: () => list(layout),
    files: () => files(layout),
    remove: (sha256) => inTurn(sha256, () => remove(layout, sha256)),
    cleanUp: () => incoming.cleanUp(),
  };
}

async function compressAll(layout: Layout, compress: (sha256: string) => Promise<void>): Promise<number> {
  let done = 0;
  for await (const { sha256 } of list(layout)) {
    if (!existsSync(layout.raw(sha256))) continue;
    await compress(sha256);
    done += 1;
  }
  return done;
}

async function* list(layout: Layout): AsyncGenerator<Held> {
  for (const part of await parts(layout)) {
    const originals = new Set((await names(path.join(layout.folder, part))).map(withoutSuffix));
    for (const sha256 of originals) {
      if (!isSha256(sha256)) continue;
      const forms = [await form(layout.raw(sha256)), await form(layout.compressed(sha256))];
      yield {
        sha256,
        bytesOnDisk: forms.reduce((sum, { size }) => sum + size, 0),
        storedAt: new Date(Math.max(...forms.map(({ mtimeMs }) => mtimeMs))),
      };
    }
  }
}

async function* files(layout: Layout): AsyncGenerator<string> {
  for (const part of await parts(layout))
    for (const name of await names(path.join(layout.folder, part)))
      if (isSha256(withoutSuffix(name))) yield path.join(part, name);
}

/** The folders that hold originals. */
async function parts(layout: Layout): Promise<string[]> {
  return (await names(layout.folder)).filter((part) => /^[0-9a-f]{2}$/.test(part));
}

async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function withoutSuffix(name: string): string {
  return name.endsWith(COMPRESSED) ? name.slice(0, -COMPRESSED.length) : name;
}

/** One form of an original; usually only one of the two forms exists. */
async function form(file: string): Promise<{ size: number; mtimeMs: number }> {
  return stat(file).catch(() => ({ size: 0, mtimeMs: 0 }));
}

async function remove(layout: Layout, sha256: string): Promise<void> {
  if (!layout.holds(sha256)) return;
  try {
    await rm(layout.raw(sha256), { force: true });
    await rm(layout.compressed(sha256), { force: true });
    await syncFolder(path.dirname(layout.raw(sha256)));
  } catch (error) {
    throw asWriteError(error, layout.raw(sha256), layout.folder);
  }
}
