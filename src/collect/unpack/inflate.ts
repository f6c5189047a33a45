// Inflates one deflate stream out of a reader, and leaves what follows it to be read.
import { createInflateRaw, type InflateRaw } from 'node:zlib';
import type { ByteReader } from './bytes.js';
import { CHUNK_BYTES } from './content.js';

/** Fails with zlib's error where the stream is damaged or ends early. */
export async function* inflate(reader: ByteReader): AsyncGenerator<Buffer> {
  const engine = createInflateRaw({ chunkSize: CHUNK_BYTES });
  const closed = new Promise<void>((resolve) => engine.once('close', resolve));
  const fed = feed(engine, reader, closed);
  try {
    yield* engine as AsyncIterable<Buffer>;
  } finally {
    engine.destroy();
    await fed;
  }
}

async function feed(engine: InflateRaw, reader: ByteReader, closed: Promise<void>): Promise<void> {
  let fed = 0;
  try {
    while (!engine.destroyed) {
      const chunk = await reader.chunk();
      if (!chunk) {
        engine.end();
        return;
      }
      fed += chunk.length;
      // Not every version of the engine calls back for the chunk in which the deflate stream ends.
      await Promise.race([new Promise<void>((resolve) => engine.write(chunk, () => resolve())), closed]);
      // Only the end of the deflate stream leaves bytes unused.
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
