// Takes the bytes of one original from a stream: hashes them, and holds small originals in memory.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { asWriteError, type Incoming, type Unfinished } from './durable.js';

/** Originals up to this size are held in memory and compressed at once: one file, one sync, one rename. */
export const SMALL_BYTES = 1024 * 1024;

/** The content of a stream: in memory while it is small, otherwise in an unfinished file. */
export interface Received {
  readonly sha256: string;
  /** Uncompressed. */
  readonly bytes: number;
  readonly small: readonly Buffer[];
  readonly file: Unfinished | undefined;
}

/**
 * Reads a stream to its end.
 *
 * @param shownPath the original's name in messages
 * @param folder the archive's folder, for messages
 * @throws SundialError `disk-full`, `store-unwritable`; errors of the stream are passed on
 */
export async function receive(
  incoming: Incoming,
  stream: Readable,
  shownPath: string,
  folder: string,
): Promise<Received> {
  const hash = createHash('sha256');
  let bytes = 0;
  let small: Buffer[] = [];
  let file: Unfinished | undefined;
  // Only write errors are translated into disk errors, because the stream may fail with its own codes.
  const toDisk = async (chunks: readonly Buffer[]): Promise<void> => {
    try {
      file ??= await incoming.start();
      for (const chunk of chunks) await file.write(chunk);
    } catch (error) {
      throw asWriteError(error, shownPath, folder);
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
