// Reads 7z files; checks first that the file is complete, because the library treats a cut file as empty.
import { crc32 } from 'node:zlib';
import type { Format } from './format.js';
import { type Inspection, wasmMembers } from './wasm.js';

/** Signature, version, and the position of the directory (7zFormat.txt, "SignatureHeader"). */
const HEADER_BYTES = 32;

export const sevenZip: Format = (archive, opening) => wasmMembers(archive, opening, inspect);

// The library checks the content's own checksums.
function inspect(packed: Buffer): Inspection {
  if (packed.length < HEADER_BYTES) throw new Error('unexpected end of file');
  if (crc32(packed.subarray(12, HEADER_BYTES)) !== packed.readUInt32LE(8)) {
    throw new Error("its header's checksum does not match");
  }
  const end = HEADER_BYTES + Number(packed.readBigUInt64LE(12)) + Number(packed.readBigUInt64LE(20));
  if (end > packed.length) throw new Error('unexpected end of file');
  return { checksums: [], isWhole: true };
}
