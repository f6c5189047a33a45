// Writes rar files of version 4 for tests: all members stored, as the technical note of RAR 3.93 lays them out.
import { crc32 } from 'node:zlib';
import type { RarEntry } from './rar-writer.js';

const BLOCK = { main: 0x73, file: 0x74, end: 0x7b };
const FLAG = { hasData: 0x8000, skippable: 0x4000 };
const FIXED_BYTES = 7;
const UNIX = 3;
const STORED = 0x30;
const NEEDS_VERSION = 20;

/** The bytes of a rar file of these entries. */
export function writeRar4(entries: readonly RarEntry[]): Buffer {
  return Buffer.concat([
    Buffer.from('Rar!\x1a\x07\x00', 'latin1'),
    block(BLOCK.main, 0, Buffer.alloc(6)),
    ...entries.flatMap((entry) => [fileHeader(entry), entry.content]),
    block(BLOCK.end, FLAG.skippable, Buffer.alloc(0)),
  ]);
}

function fileHeader({ name, content, checksum }: RarEntry): Buffer {
  const fields = Buffer.alloc(25);
  fields.writeUInt32LE(content.length, 0);
  fields.writeUInt32LE(content.length, 4);
  fields.writeUInt8(UNIX, 8);
  fields.writeUInt32LE(checksum ?? crc32(content), 9);
  fields.writeUInt32LE(0x5c2f6000, 13);
  fields.writeUInt8(NEEDS_VERSION, 17);
  fields.writeUInt8(STORED, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 19);
  fields.writeUInt32LE(0o100644, 21);
  return block(BLOCK.file, FLAG.hasData, Buffer.concat([fields, Buffer.from(name)]));
}

// A block's checksum is the lower half of a CRC-32.
function block(type: number, flags: number, fields: Buffer): Buffer {
  const header = Buffer.alloc(FIXED_BYTES);
  header.writeUInt8(type, 2);
  header.writeUInt16LE(flags, 3);
  header.writeUInt16LE(FIXED_BYTES + fields.length, 5);
  const whole = Buffer.concat([header, fields]);
  whole.writeUInt16LE(crc32(whole.subarray(2)) & 0xffff, 0);
  return whole;
}
