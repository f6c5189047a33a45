// The archive of originals: keeps every report as received, named by its SHA-256, written once and read back exactly.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type Disk, NODE_DISK } from '../domain/disk.js';
import { namesIn } from '../domain/folder-names.js';
import { type Codec, type Compression, codecFor, type Form, RAW, type Strength } from './codecs.js';
import { compressOriginal } from './compress.js';
import { asWriteError, Incoming } from './durable.js';
import { type Layout, layOut, originalOf } from './layout.js';
import { originalChunks, readOriginal, verifyOriginal } from './read.js';
import { type ArchiveContext, Staging, type Stored } from './staging.js';
import { takeTurns } from './turns.js';

/** One original in the archive. */
export interface Held {
  readonly sha256: string;
  /** Bytes on disk, in all existing forms. */
  readonly bytesOnDisk: number;
  /** When the original arrived. */
  readonly storedAt: Date;
  /** The forms that exist, usually one. */
  readonly forms: readonly Form['name'][];
}

export interface ArchiveOptions {
  /** How originals are compressed; not needed for reading. */
  readonly compression?: Compression;
  /** The disk to which originals are written. */
  readonly disk?: Disk;
}

/** An archive folder. One process writes to it at a time; any number may read. */
export interface Archive {
  readonly folder: string;
  /** The codec that originals are compressed with; undefined if they stay raw. */
  readonly codec: Codec['name'] | undefined;
  /**
   * Stores the bytes of a stream, which survive a kill and a power cut once this returns.
   *
   * @param stream may use a chunk's memory again when the next chunk is requested
   * @param shownPath the file's name in messages
   * @param compress whether a large original is compressed while it arrives, if its codec is fast enough
   * @throws SundialError `file-empty`, `disk-full`, `store-unwritable`; errors of the stream are passed on
   */
  put(stream: AsyncIterable<Buffer | string>, shownPath: string, compress?: boolean): Promise<Stored>;
  /**
   * Like `put`, but the original survives a kill only after `secure`, which takes little longer for many originals than
   * for one. Until then, the original must not be acknowledged, and only this `Archive` can read it.
   */
  receive(stream: AsyncIterable<Buffer | string>, shownPath: string, compress?: boolean): Promise<Stored>;
  /**
   * Makes all received originals survive a kill and a power cut.
   *
   * @throws SundialError `disk-full`, `store-unwritable`; the received originals must not be acknowledged then
   */
  secure(): Promise<void>;
  /** The bytes of a small original that was received and not secured yet; undefined for all others. */
  received(sha256: string): Buffer | undefined;
  /** Discards originals that were received and not secured, because they will never be acknowledged. */
  abandon(): Promise<void>;
  /**
   * Compresses a raw original; does nothing if the original is compressed.
   *
   * @throws SundialError `original-missing`, `original-damaged`, `disk-full`
   */
  compress(sha256: string, strength?: Strength): Promise<void>;
  /**
   * Converts an original of any form to the codec's form. A kill leaves the original readable.
   *
   * @throws SundialError `original-missing`, `original-damaged`, `original-codec`, `disk-full`; the reason of the signal
   */
  recompress(sha256: string, signal?: AbortSignal): Promise<void>;
  /** The original's bytes; the stream fails with `original-missing`, `original-damaged` or `original-codec`. */
  read(sha256: string): Readable;
  /**
   * The original's bytes for a caller that finishes with each chunk before it requests the next one, because the chunks
   * share memory. @throws SundialError `original-missing`, `original-damaged`, `original-codec`
   */
  chunks(sha256: string): Iterable<Buffer> | AsyncIterable<Buffer>;
  /** The path of the uncompressed original, for readers that need a file; undefined if it is compressed. */
  rawPath(sha256: string): string | undefined;
  /** Whether the archive holds the original. */
  holds(sha256: string): boolean;
  /** Compares the content with its SHA-256. @throws SundialError `original-missing`, `original-damaged`, `original-codec` */
  verify(sha256: string): Promise<void>;
  /** The raw originals, in the order of their names. */
  raw(): AsyncIterable<string>;
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
export function openArchive(
  folder: string,
  { compression = 'auto', disk = NODE_DISK }: ArchiveOptions = {},
): Archive {
  const layout = layOut(folder);
  const incoming = new Incoming(layout.incoming, disk);
  const codec = codecFor(compression);
  const context: ArchiveContext = { layout, incoming, inTurn: takeTurns(), disk, codec };
  const staging = new Staging(context);
  const sources = { layout, staged: staging.staged };
  const compress = async (sha256: string, strength: Strength, signal?: AbortSignal): Promise<void> => {
    if (!codec) return;
    await context.inTurn(sha256, () =>
      compressOriginal(context, sha256, { codec, strength, ...(signal && { signal }) }),
    );
  };
  return {
    folder,
    codec: codec?.name,
    put: (stream, shownPath, compress) => staging.put(stream, shownPath, compress),
    receive: (stream, shownPath, compress) => staging.receive(stream, shownPath, compress),
    secure: () => staging.secure(),
    received: (sha256) => staging.staged.get(sha256)?.content,
    abandon: () => staging.abandon(),
    compress: async (sha256, strength = 'quick') => {
      const isCompressed = layout.holds(sha256) && !existsSync(layout.file(sha256, RAW));
      if (!isCompressed) await compress(sha256, strength);
    },
    recompress: (sha256, signal) => compress(sha256, 'small', signal),
    read: (sha256) => readOriginal(sources, sha256),
    chunks: (sha256) => originalChunks(sources, sha256),
    rawPath: (sha256) => (existsSync(layout.file(sha256, RAW)) ? layout.file(sha256, RAW) : undefined),
    holds: (sha256) => layout.holds(sha256) || staging.staged.has(sha256),
    verify: (sha256) => verifyOriginal(sources, sha256),
    raw: () => raw(layout),
    list: () => list(layout),
    files: () => files(layout),
    remove: (sha256) => context.inTurn(sha256, () => remove(context, sha256)),
    cleanUp: () => incoming.cleanUp(),
  };
}

async function* list(layout: Layout): AsyncGenerator<Held> {
  for (const part of await parts(layout)) {
    const originals = new Set((await namesIn(path.join(layout.folder, part))).map(originalOf));
    for (const sha256 of originals) {
      if (sha256 === undefined) continue;
      const forms = layout.forms(sha256);
      const stats = await Promise.all(forms.map((form) => sizeAndTime(layout.file(sha256, form))));
      yield {
        sha256,
        bytesOnDisk: stats.reduce((sum, { size }) => sum + size, 0),
        storedAt: new Date(Math.max(0, ...stats.map(({ mtimeMs }) => mtimeMs))),
        forms: forms.map(({ name }) => name),
      };
    }
  }
}

async function* raw(layout: Layout): AsyncGenerator<string> {
  for await (const file of files(layout)) {
    const name = path.basename(file);
    if (originalOf(name) === name) yield name;
  }
}

async function* files(layout: Layout): AsyncGenerator<string> {
  for (const part of await parts(layout))
    for (const name of await namesIn(path.join(layout.folder, part)))
      if (originalOf(name) !== undefined) yield path.join(part, name);
}

/** The folders that hold originals. */
async function parts(layout: Layout): Promise<string[]> {
  return (await namesIn(layout.folder)).filter((part) => /^[0-9a-f]{2}$/.test(part));
}

/** A file's size and time; zeros if compression has just removed the file. */
async function sizeAndTime(file: string): Promise<{ size: number; mtimeMs: number }> {
  return stat(file).catch(() => ({ size: 0, mtimeMs: 0 }));
}

async function remove({ layout, disk }: ArchiveContext, sha256: string): Promise<void> {
  const forms = layout.forms(sha256);
  if (forms.length === 0) return;
  const raw = layout.file(sha256, RAW);
  try {
    for (const form of forms) await disk.remove(layout.file(sha256, form));
    await disk.syncFolder(path.dirname(raw));
  } catch (error) {
    throw asWriteError(error, raw, layout.folder);
  }
}
