// Reads originals back as the received bytes, from either form, and verifies them.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createBrotliDecompress } from 'node:zlib';
import { SundialError } from '../domain/errors.js';
import type { Layout } from './layout.js';

/** Bytes per read, large enough that round trips through the thread pool do not matter. */
export const CHUNK_BYTES = 256 * 1024;

/** The original's bytes. The stream fails with `original-missing` or `original-damaged`. */
export function readOriginal(layout: Layout, sha256: string): Readable {
  return Readable.from(originalBytes(layout, sha256), { objectMode: false, highWaterMark: CHUNK_BYTES });
}

/** Bytes per read of a raw original that is read synchronously. */
const SYNC_CHUNK_BYTES = 512 * 1024;

/**
 * The original's bytes, for a thread without other work: a raw original is read synchronously into one reused buffer,
 * because the many new buffers of a stream cost as much system time as reading.
 *
 * @throws SundialError `original-missing`, `original-damaged`
 */
export function originalChunks(layout: Layout, sha256: string): Iterable<Buffer> | AsyncIterable<Buffer> {
  const raw = layout.raw(sha256);
  return fs.existsSync(raw) ? fileChunks(raw) : readOriginal(layout, sha256);
}

function* fileChunks(file: string): Generator<Buffer> {
  const descriptor = fs.openSync(file, 'r');
  const buffer = Buffer.allocUnsafe(SYNC_CHUNK_BYTES);
  try {
    for (;;) {
      const bytes = fs.readSync(descriptor, buffer);
      if (bytes === 0) return;
      yield buffer.subarray(0, bytes);
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Reads the whole original and compares its SHA-256 with its name.
 *
 * @throws SundialError `original-missing`, `original-damaged`
 */
export async function verifyOriginal(layout: Layout, sha256: string): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of originalBytes(layout, sha256)) hash.update(chunk);
  const found = hash.digest('hex');
  if (found !== sha256) throw damaged(sha256, `its content has the sha256 ${found}`);
}

export function damaged(sha256: string, problem: string, cause?: unknown): SundialError {
  return new SundialError('original-damaged', { sha256, problem }, { cause });
}

async function* originalBytes(layout: Layout, sha256: string): AsyncGenerator<Buffer> {
  // Raw first: compression names the compressed form before it removes the raw one, so a process that finds no raw
  // form finds the compressed one.
  const raw = await openIfThere(layout.raw(sha256));
  if (raw) return yield* fileBytes(raw);
  const compressed = await openIfThere(layout.compressed(sha256));
  if (!compressed) throw new SundialError('original-missing', { sha256 });
  try {
    yield* decompressed(compressed);
  } catch (error) {
    throw damaged(sha256, (error as Error).message, error);
  }
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** All bytes of an open file; closes it. */
export async function* fileBytes(handle: FileHandle): AsyncGenerator<Buffer> {
  yield* handle.createReadStream({ highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
}

async function* decompressed(handle: FileHandle): AsyncGenerator<Buffer> {
  const source = handle.createReadStream({ highWaterMark: CHUNK_BYTES });
  const output = createBrotliDecompress({ chunkSize: CHUNK_BYTES });
  source.on('error', (error) => output.destroy(error));
  try {
    yield* source.pipe(output) as AsyncIterable<Buffer>;
  } finally {
    source.destroy();
  }
}
