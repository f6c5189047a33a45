// Writes rar files of version 5 for tests: all members stored, as the format's technical note lays them out.
import { crc32 } from 'node:zlib';

const BLOCK = { main: 1, file: 2, end: 5 };
const HAS_DATA = 2;
const HAS_CHECKSUM = 4;
const UNIX = 1;

export interface RarEntry {
  readonly name: string;
  readonly content: Buffer;
  readonly checksum?: number;
}

/** The bytes of a rar file of these entries. */
export function writeRar(entries: readonly RarEntry[]): Buffer {
  return Buffer.concat([
    Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1'),
    block([number(BLOCK.main), number(0), number(0)]),
    ...entries.flatMap((entry) => [fileHeader(entry), entry.content]),
    block([number(BLOCK.end), number(0), number(0)]),
  ]);
}

function fileHeader({ name, content, checksum }: RarEntry): Buffer {
  const bytes = Buffer.from(name);
  return block([
    number(BLOCK.file),
    number(HAS_DATA),
    number(content.length),
    number(HAS_CHECKSUM),
    number(content.length),
    number(0o100644),
    uint32(checksum ?? crc32(content)),
    number(0),
    number(UNIX),
    number(bytes.length),
    bytes,
  ]);
}

function block(fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat(fields);
  const sized = Buffer.concat([number(body.length), body]);
  return Buffer.concat([uint32(crc32(sized)), sized]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function number(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}
