// Reads 7z files; checks first that the file is whole, because the engine takes a cut one for an empty one.
import { crc32 } from 'node:zlib';
import type { Content } from './content.js';
import type { Format } from './format.js';
import { wasmMembers } from './wasm.js';

/** Signature, version, and where the directory lies (7zFormat.txt, "SignatureHeader"). */
const HEADER_BYTES = 32;

export const sevenZip: Format = async function* (archive, opening) {
  const directoryEnd = endOfDirectory(archive.head);
  yield* wasmMembers(whole(archive, directoryEnd), opening);
};

function endOfDirectory(head: Buffer): number {
  if (head.length < HEADER_BYTES) throw new Error('unexpected end of file');
  if (crc32(head.subarray(12, HEADER_BYTES)) !== head.readUInt32LE(8)) {
    throw new Error("its header's checksum does not match");
  }
  return HEADER_BYTES + Number(head.readBigUInt64LE(12)) + Number(head.readBigUInt64LE(20));
}

function whole(archive: Content, end: number): Content {
  const stream = async function* (): AsyncGenerator<Buffer> {
    yield* archive.stream();
    if (archive.seen() < end) throw new Error('unexpected end of file');
  };
  return { ...archive, stream };
}
