// Turns raw originals into compressed ones, so that a kill at any point leaves the original readable.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createBrotliCompress } from 'node:zlib';
import { SundialError } from '../domain/errors.js';
import { asWriteError, type Incoming } from './durable.js';
import type { Layout } from './layout.js';
import { BROTLI } from './put.js';
import { CHUNK_BYTES, damaged, fileBytes } from './read.js';

/**
 * Replaces the raw form with the compressed one; does nothing if the original is compressed already.
 *
 * @throws SundialError `original-missing`, `original-damaged` (the raw form is kept then), `disk-full`
 */
export async function compressOriginal(layout: Layout, incoming: Incoming, sha256: string): Promise<void> {
  const raw = layout.raw(sha256);
  if (!layout.holds(sha256)) throw new SundialError('original-missing', { sha256 });
  if (!existsSync(raw)) return;
  try {
    // Both forms exist after a kill between naming the compressed form and removing the raw one.
    if (!existsSync(layout.compressed(sha256))) await writeCompressed(layout, incoming, sha256);
    await rm(raw, { force: true });
  } catch (error) {
    throw asWriteError(error, raw, layout.folder);
  }
}

async function writeCompressed(layout: Layout, incoming: Incoming, sha256: string): Promise<void> {
  const hash = createHash('sha256');
  const file = await incoming.start();
  try {
    const packed = Readable.from(hashed(fileBytes(await open(layout.raw(sha256), 'r')), hash), {
      objectMode: false,
    });
    const output = createBrotliCompress({ ...BROTLI, chunkSize: CHUNK_BYTES });
    packed.on('error', (error) => output.destroy(error));
    for await (const chunk of packed.pipe(output)) await file.write(chunk as Buffer);
    // The raw form is removed after this, so this is the last chance to notice damage on the disk.
    const found = hash.digest('hex');
    if (found !== sha256) throw damaged(sha256, `its content has the sha256 ${found}`);
    await file.finish(layout.compressed(sha256));
  } finally {
    await file.discard();
  }
}

async function* hashed(
  chunks: AsyncIterable<Buffer>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
