// Writes 7z files for tests: all members stored ("Copy") in one folder, as 7zFormat.txt lays them out.
import { crc32 } from 'node:zlib';

const ID = {
  end: 0x00,
  header: 0x01,
  streams: 0x04,
  files: 0x05,
  pack: 0x06,
  unpack: 0x07,
  subStreams: 0x08,
  size: 0x09,
  checksums: 0x0a,
  folder: 0x0b,
  unpackSize: 0x0c,
  count: 0x0d,
  emptyStream: 0x0e,
  emptyFile: 0x0f,
  names: 0x11,
} as const;

export interface SevenZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

/** The bytes of a 7z file of these entries. */
export function writeSevenZip(entries: readonly SevenZipEntry[]): Buffer {
  const full = entries.filter((entry) => entry.content.length > 0);
  const packed = Buffer.concat(full.map((entry) => entry.content));
  const header = Buffer.concat([
    Buffer.from([ID.header]),
    ...(full.length > 0 ? [streamsInfo(full, packed.length)] : []),
    filesInfo(entries),
    Buffer.from([ID.end]),
  ]);
  const start = Buffer.alloc(20);
  start.writeBigUInt64LE(BigInt(packed.length), 0);
  start.writeBigUInt64LE(BigInt(header.length), 8);
  start.writeUInt32LE(crc32(header), 16);
  const signature = Buffer.from('7z\xbc\xaf\x27\x1c\x00\x04', 'latin1');
  return Buffer.concat([signature, uint32(crc32(start)), start, packed, header]);
}

function streamsInfo(full: readonly SevenZipEntry[], packedBytes: number): Buffer {
  const sizes = full.slice(0, -1).map((entry) => number(entry.content.length));
  return Buffer.concat([
    Buffer.from([ID.streams]),
    Buffer.concat([
      Buffer.from([ID.pack]),
      number(0),
      number(1),
      Buffer.from([ID.size]),
      number(packedBytes),
    ]),
    // One folder with one coder, whose id of one byte is 0: Copy.
    Buffer.from([ID.end, ID.unpack, ID.folder, 1, 0, 1, 0x01, 0x00, ID.unpackSize]),
    Buffer.concat([number(packedBytes), Buffer.from([ID.end, ID.subStreams, ID.count]), number(full.length)]),
    Buffer.concat(sizes.length > 0 ? [Buffer.from([ID.size]), ...sizes] : []),
    Buffer.from([ID.checksums, 1]),
    Buffer.concat(full.map((entry) => uint32(crc32(entry.content)))),
    Buffer.from([ID.end, ID.end]),
  ]);
}

function filesInfo(entries: readonly SevenZipEntry[]): Buffer {
  const empty = entries.map((entry) => entry.content.length === 0);
  const names = Buffer.concat(entries.map((entry) => Buffer.from(`${entry.name}\0`, 'utf16le')));
  const count = empty.filter(Boolean).length;
  const emptiness =
    count > 0
      ? [property(ID.emptyStream, bits(empty)), property(ID.emptyFile, bits(new Array(count).fill(true)))]
      : [];
  return Buffer.concat([
    Buffer.from([ID.files]),
    number(entries.length),
    ...emptiness,
    property(ID.names, Buffer.concat([Buffer.from([0]), names])),
    Buffer.from([ID.end]),
  ]);
}

function property(id: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([id]), number(content.length), content]);
}

function bits(values: readonly boolean[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(values.length / 8));
  values.forEach((value, at) => {
    if (value) bytes[at >> 3]! |= 0x80 >> (at & 7);
  });
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

// The format's own integers: one byte below 128, else eight after a mark (shorter forms are optional).
function number(value: number): Buffer {
  if (value < 0x80) return Buffer.from([value]);
  const bytes = Buffer.alloc(9, 0xff);
  bytes.writeBigUInt64LE(BigInt(value), 1);
  return bytes;
}
