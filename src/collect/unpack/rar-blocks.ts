// Reads the blocks of a rar file for checks that the library omits: stored members' checksums, and the end.
import type { Inspection } from './wasm.js';

const MAGIC_4 = Buffer.from('Rar!\x1a\x07\x00', 'latin1');
const MAGIC_5 = Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1');

/** One block, with its data; `checksum` is that of a file's content, if the header contains it. */
interface Block {
  readonly kind: 'file' | 'end' | 'other';
  /** The offset of the next block. */
  readonly end: number;
  readonly checksum?: number | undefined;
}

type ReadBlock = (packed: Buffer, at: number) => Block | undefined;

/** Inspects the packed bytes; archives from before 2002 have no end block and count as cut off. */
export function inspectRar(packed: Buffer): Inspection {
  if (packed.subarray(0, MAGIC_5.length).equals(MAGIC_5)) return walk(packed, MAGIC_5.length, readBlock5);
  return walk(packed, MAGIC_4.length, readBlock4);
}

function walk(packed: Buffer, start: number, readBlock: ReadBlock): Inspection {
  const checksums: (number | undefined)[] = [];
  for (let at = start; at < packed.length; ) {
    const block = readBlock(packed, at);
    if (!block) break;
    if (block.kind === 'file') checksums.push(block.checksum);
    if (block.kind === 'end') return { checksums, isWhole: block.end <= packed.length };
    at = block.end;
  }
  return { checksums, isWhole: false };
}

const BLOCK_4 = { fixedBytes: 7, fileBytes: 32, file: 0x74, end: 0x7b, hasData: 0x8000, isLarge: 0x100 };

/** Version 4: checksum (2), type (1), flags (2), size (2), then the size of its data if it has any. */
function readBlock4(packed: Buffer, at: number): Block | undefined {
  if (at + BLOCK_4.fixedBytes > packed.length) return undefined;
  const type = packed[at + 2]!;
  const flags = packed.readUInt16LE(at + 3);
  const size = packed.readUInt16LE(at + 5);
  if (size < BLOCK_4.fixedBytes || at + size > packed.length) return undefined;
  if (type === BLOCK_4.end) return { kind: 'end', end: at + size };
  const low = flags & BLOCK_4.hasData && size >= 11 ? packed.readUInt32LE(at + 7) : 0;
  if (type !== BLOCK_4.file || size < BLOCK_4.fileBytes) return { kind: 'other', end: at + size + low };
  const high = flags & BLOCK_4.isLarge && size >= 40 ? packed.readUInt32LE(at + 32) : 0;
  const end = at + size + high * 2 ** 32 + low;
  return { kind: 'file', end, checksum: packed.readUInt32LE(at + 16) };
}

const BLOCK_5 = { file: 2, end: 5, hasExtra: 1, hasData: 2, hasTime: 2, hasChecksum: 4 };

/** Version 5: checksum (4), then size, type, flags and the sizes of the following parts as integers of any length. */
function readBlock5(packed: Buffer, at: number): Block {
  const fields = new Fields(packed, at + 4);
  const size = fields.number();
  const headerEnd = fields.at + size;
  const type = fields.number();
  const flags = fields.number();
  if (flags & BLOCK_5.hasExtra) fields.number();
  const end = headerEnd + (flags & BLOCK_5.hasData ? fields.number() : 0);
  if (type === BLOCK_5.file) return { kind: 'file', end, checksum: fileChecksum5(fields) };
  return { kind: type === BLOCK_5.end ? 'end' : 'other', end };
}

function fileChecksum5(fields: Fields): number | undefined {
  const flags = fields.number();
  fields.number();
  fields.number();
  if (flags & BLOCK_5.hasTime) fields.at += 4;
  if (!(flags & BLOCK_5.hasChecksum) || fields.at + 4 > fields.packed.length) return undefined;
  return fields.packed.readUInt32LE(fields.at);
}

/** Reads integers of seven bits per byte, lowest first; 0 beyond the end. */
class Fields {
  readonly packed: Buffer;
  at: number;

  constructor(packed: Buffer, at: number) {
    this.packed = packed;
    this.at = at;
  }

  number(): number {
    let value = 0;
    for (let unit = 1; unit <= 2 ** 49; unit *= 128) {
      const byte = this.packed[this.at++] ?? 0;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) break;
    }
    return value;
  }
}
