// Writes one complete file without its final name, and computes its size and checksum.
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Disk } from '../../domain/disk.js';
import { writing } from './writing.js';

export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes a new file; its content is not durable yet.
 *
 * @param compressor the stream through which the bytes go first
 * @throws SundialError `files-unwritable`; errors of the bytes
 */
export async function writeAside(
  disk: Disk,
  file: string,
  bytes: AsyncIterable<Buffer>,
  compressor: Duplex | undefined,
): Promise<Written> {
  const hash = createHash('sha256');
  let size = 0;
  const handle = await writing(file, () => disk.create(file));
  try {
    const sink = async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.length;
        await handle.write(chunk);
      }
    };
    await writing(file, () =>
      compressor ? pipeline(inBlocks(bytes), compressor, sink) : pipeline(bytes, sink),
    );
  } finally {
    await handle.close();
  }
  return { bytes: size, sha256: hash.digest('hex') };
}

const BLOCK_BYTES = 128 * 1024;

/** The same bytes in blocks of one size, because the output of zstd depends on how its input is cut. */
async function* inBlocks(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    rest = Buffer.concat([rest, chunk]);
    let at = 0;
    for (; rest.length - at >= BLOCK_BYTES; at += BLOCK_BYTES) yield rest.subarray(at, at + BLOCK_BYTES);
    rest = rest.subarray(at);
  }
  if (rest.length > 0) yield rest;
}
