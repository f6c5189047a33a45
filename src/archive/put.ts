// Stores one original: hashes the stream, stores its content once, and returns whether the content was new.
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { brotliCompressSync, constants } from 'node:zlib';
import { SundialError } from '../domain/errors.js';
import { asWriteError, type Incoming, syncFolder, type Unfinished } from './durable.js';
import type { Layout } from './layout.js';
import type { InTurn } from './turns.js';

/** The result of storing an original. */
export interface Stored {
  readonly sha256: string;
  /** Bytes of the original, uncompressed. */
  readonly bytes: number;
  /** False if the archive held the same content already. */
  readonly isNew: boolean;
}

/** Originals up to this size are held in memory and compressed at once: one file, one sync, one rename. */
export const SMALL_BYTES = 1024 * 1024;

/** Quality 0 compresses reports as well as gzip level 1, three times faster. */
export const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } };

interface Shelf {
  readonly layout: Layout;
  readonly incoming: Incoming;
  readonly inTurn: InTurn;
}

/** The content read so far: in memory while it is small, otherwise in an unfinished file. */
interface Received {
  readonly sha256: string;
  readonly bytes: number;
  readonly small: readonly Buffer[];
  readonly file: Unfinished | undefined;
}

/**
 * Stores the stream's bytes under their sha256.
 *
 * @param shownPath the original's name in messages
 * @throws SundialError `file-empty`, `disk-full`, `store-unwritable`; errors of the stream are passed on
 */
export async function putOriginal(shelf: Shelf, stream: Readable, shownPath: string): Promise<Stored> {
  const received = await receive(shelf, stream, shownPath);
  try {
    if (received.bytes === 0) throw new SundialError('file-empty', { file: shownPath });
    const isNew = await shelf.inTurn(received.sha256, () => keep(shelf, received));
    return { sha256: received.sha256, bytes: received.bytes, isNew };
  } catch (error) {
    throw asWriteError(error, shownPath, shelf.layout.folder);
  } finally {
    await received.file?.discard();
  }
}

async function receive(shelf: Shelf, stream: Readable, shownPath: string): Promise<Received> {
  const hash = createHash('sha256');
  let bytes = 0;
  let small: Buffer[] = [];
  let file: Unfinished | undefined;
  // Only write errors are translated into disk errors, because the stream may fail with its own codes.
  const toDisk = async (chunks: readonly Buffer[]): Promise<void> => {
    try {
      file ??= await shelf.incoming.start();
      for (const chunk of chunks) await file.write(chunk);
    } catch (error) {
      throw asWriteError(error, shownPath, shelf.layout.folder);
    }
  };
  try {
    for await (const piece of stream) {
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : (piece as Buffer);
      hash.update(chunk);
      bytes += chunk.length;
      small.push(chunk);
      if (bytes <= SMALL_BYTES) continue;
      await toDisk(small);
      small = [];
    }
  } catch (error) {
    await file?.discard();
    throw error;
  }
  return { sha256: hash.digest('hex'), bytes, small, file };
}

async function keep({ layout, incoming }: Shelf, received: Received): Promise<boolean> {
  const { sha256 } = received;
  if (layout.holds(sha256)) {
    // Another process may have renamed the file a moment ago, and an acknowledged original has to be durable.
    await syncFolder(path.dirname(layout.raw(sha256)));
    return false;
  }
  await layout.prepare(sha256);
  if (received.file) await received.file.finish(layout.raw(sha256));
  else await writeCompressed(incoming, Buffer.concat(received.small), layout.compressed(sha256));
  return true;
}

async function writeCompressed(incoming: Incoming, content: Buffer, target: string): Promise<void> {
  const file = await incoming.start();
  try {
    await file.write(brotliCompressSync(content, BROTLI));
    await file.finish(target);
  } finally {
    await file.discard();
  }
}
