// Reads zstd files (RFC 8878) if Node supports them: one or several frames in a row, with anything after them
// ignored.
import * as zlib from 'node:zlib';
import { SundialError } from '../../domain/errors.js';
import { ByteReader } from './bytes.js';
import { CHUNK_BYTES, type Content } from './content.js';
import type { Format } from './format.js';
import { decompress, type Engine } from './inflate.js';

/** Node has zstd from 22.15 on; the types are those of the oldest supported Node. */
const { createZstdDecompress } = zlib as {
  readonly createZstdDecompress?: (options: { chunkSize: number }) => Engine;
};

/** Whether this Node supports zstd. */
export const HAS_ZSTD = createZstdDecompress !== undefined;

/** A zstd file as an archive of one member, named like the file without `.zst`. */
export const zstd: Format = async function* (archive, { file, name }) {
  const open = createZstdDecompress;
  if (!open) throw new SundialError('archive-zstd', { file, version: process.version });
  const bare = name.replace(/\.zst$/i, '').replace(/\.tzst$/i, '.tar');
  yield {
    name: bare === '' ? name : bare,
    read: () => frames(archive, () => open({ chunkSize: CHUNK_BYTES })),
  };
};

// Node's decompressor ends with the first frame, and drops further ones in the same chunk.
async function* frames(archive: Content, open: () => Engine): AsyncGenerator<Buffer> {
  const reader = new ByteReader(archive.stream());
  try {
    let magic = await reader.take(4);
    do {
      reader.giveBack(magic);
      yield* decompress(reader, open());
      magic = await reader.take(4);
    } while (isFrame(magic));
  } finally {
    await reader.close();
  }
}

/** A frame, or a skippable one, in which programs such as pzstd store sizes. */
function isFrame(magic: Buffer): boolean {
  if (magic.length < 4) return false;
  const number = magic.readUInt32LE(0);
  return number === 0xfd2fb528 || number >>> 4 === 0x184d2a5;
}
