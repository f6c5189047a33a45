// Reads gzip files (RFC 1952): one or several parts in a row, each checked, with anything after them ignored.
import { crc32 } from 'node:zlib';
import { ByteReader } from './bytes.js';
import type { Content } from './content.js';
import type { Format } from './format.js';
import { inflate } from './inflate.js';

const FLAG = { headerChecksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };
const FIXED_HEADER_BYTES = 10;
/** Bytes of a file name or comment in a header; legitimate programs write short ones. */
const TEXT_BYTES = 64 * 1024;

/** A gzip file as an archive of one member, named like the file without `.gz`. */
export const gzip: Format = async function* (archive, { name }) {
  const bare = name.replace(/\.gz$/i, '').replace(/\.tgz$/i, '.tar');
  yield { name: bare === '' ? name : bare, read: () => gunzip(archive) };
};

// Node's own gunzip drops valid output if garbage follows, so parts are separated here.
async function* gunzip(archive: Content): AsyncGenerator<Buffer> {
  const reader = new ByteReader(archive.stream());
  try {
    let magic = await reader.take(2);
    do {
      reader.giveBack(magic);
      yield* part(reader);
      magic = await reader.take(2);
    } while (isMagic(magic));
  } finally {
    await reader.close();
  }
}

function isMagic(bytes: Buffer): boolean {
  return bytes.length === 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function* part(reader: ByteReader): AsyncGenerator<Buffer> {
  await skipHeader(reader);
  let checksum = 0;
  let bytes = 0;
  for await (const chunk of inflate(reader)) {
    checksum = crc32(chunk, checksum);
    bytes += chunk.length;
    yield chunk;
  }
  const trailer = await exactly(reader, 8);
  if (trailer.readUInt32LE(0) !== checksum) throw new Error('its checksum does not match');
  if (trailer.readUInt32LE(4) !== bytes % 2 ** 32) throw new Error('its length does not match');
}

async function skipHeader(reader: ByteReader): Promise<void> {
  const header = await exactly(reader, FIXED_HEADER_BYTES);
  const flags = header[3]!;
  if (!isMagic(header.subarray(0, 2)) || header[2] !== 8 || (flags & FLAG.reserved) !== 0) {
    throw new Error('unknown compression method');
  }
  if (flags & FLAG.extra) await exactly(reader, (await exactly(reader, 2)).readUInt16LE(0));
  if (flags & FLAG.name) await skipText(reader);
  if (flags & FLAG.comment) await skipText(reader);
  if (flags & FLAG.headerChecksum) await exactly(reader, 2);
}

async function skipText(reader: ByteReader): Promise<void> {
  for (let skipped = 0; skipped < TEXT_BYTES; ) {
    const chunk = await reader.chunk();
    if (!chunk) break;
    const end = chunk.indexOf(0);
    if (end >= 0) return reader.giveBack(chunk.subarray(end + 1));
    skipped += chunk.length;
  }
  throw new Error('its header does not end');
}

async function exactly(reader: ByteReader, count: number): Promise<Buffer> {
  const bytes = await reader.take(count);
  if (bytes.length < count) throw new Error('unexpected end of file');
  return bytes;
}
