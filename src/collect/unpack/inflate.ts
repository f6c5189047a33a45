// Decompresses one deflate stream or zstd frame from a reader, and leaves later bytes unread.
import type { Transform } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import type { ByteReader } from './bytes.js';
import { CHUNK_BYTES } from './content.js';

/** One of zlib's decompressors, which reports the number of bytes it consumed. */
export type Engine = Transform & { readonly bytesWritten: number };

/** Fails with zlib's error if the stream is damaged or ends early. */
export function inflate(reader: ByteReader): AsyncGenerator<Buffer> {
  return decompress(reader, createInflateRaw({ chunkSize: CHUNK_BYTES }));
}

/** Reads as far as Node's decompressor does. Fails with its error if the data is damaged or ends early. */
export async function* decompress(reader: ByteReader, engine: Engine): AsyncGenerator<Buffer> {
  const closed = new Promise<void>((resolve) => engine.once('close', resolve));
  const fed = feed(engine, reader, closed);
  try {
    yield* engine as AsyncIterable<Buffer>;
  } finally {
    engine.destroy();
    await fed;
  }
}

async function feed(engine: Engine, reader: ByteReader, closed: Promise<void>): Promise<void> {
  let fed = 0;
  try {
    while (!engine.destroyed) {
      const chunk = await reader.chunk();
      if (!chunk) {
        engine.end();
        return;
      }
      fed += chunk.length;
      // Not every version of Node calls back for the chunk in which the compressed stream ends.
      await Promise.race([new Promise<void>((resolve) => engine.write(chunk, () => resolve())), closed]);
      // Only the end of the compressed stream leaves bytes unused.
      const unused = fed - engine.bytesWritten;
      if (unused > 0) {
        reader.giveBack(chunk.subarray(chunk.length - unused));
        return;
      }
    }
  } catch (error) {
    engine.destroy(error as Error);
  }
}
