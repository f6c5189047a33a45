// Reads rar files of versions 4 and 5; of version 5 it also checks what the engine does not.
import type { Format } from './format.js';
import { type Inspection, wasmMembers } from './wasm.js';

const MAGIC_5 = Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1');
const BLOCK = { file: 2, end: 5 };
const HEADER = { hasExtra: 1, hasData: 2 };
const FILE = { hasTime: 2, hasChecksum: 4 };
const CHECKSUM_BYTES = 4;

export const rar: Format = (archive, opening) => wasmMembers(archive, opening, inspect);

// The engine passes stored members of version 5 without looking at their checksums, and does not notice that
// an archive ends between two members. Of version 4 it checks the first; the second cannot be told there.
function inspect(packed: Buffer): Inspection {
  if (!packed.subarray(0, MAGIC_5.length).equals(MAGIC_5)) return { checksums: [], isWhole: true };
  const checksums: (number | undefined)[] = [];
  for (let at = MAGIC_5.length; at + CHECKSUM_BYTES < packed.length; ) {
    const block = readBlock(packed, at);
    if (block.type === BLOCK.file) checksums.push(block.checksum);
    if (block.type === BLOCK.end) return { checksums, isWhole: block.end <= packed.length };
    at = block.end;
  }
  return { checksums, isWhole: false };
}

interface Block {
  readonly type: number;
  /** Where the next block begins. */
  readonly end: number;
  /** Of a file's content, where the header gives it. */
  readonly checksum: number | undefined;
}

function readBlock(packed: Buffer, at: number): Block {
  const fields = new Fields(packed, at + CHECKSUM_BYTES);
  const size = fields.number();
  const headerEnd = fields.at + size;
  const type = fields.number();
  const flags = fields.number();
  if (flags & HEADER.hasExtra) fields.number();
  const dataBytes = flags & HEADER.hasData ? fields.number() : 0;
  return {
    type,
    end: headerEnd + dataBytes,
    checksum: type === BLOCK.file ? fileChecksum(fields) : undefined,
  };
}

function fileChecksum(fields: Fields): number | undefined {
  const flags = fields.number();
  fields.number();
  fields.number();
  if (flags & FILE.hasTime) fields.at += 4;
  if (!(flags & FILE.hasChecksum) || fields.at + 4 > fields.packed.length) return undefined;
  return fields.packed.readUInt32LE(fields.at);
}

/** Reads the format's integers: seven bits a byte, lowest first. Beyond the end they are 0. */
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
