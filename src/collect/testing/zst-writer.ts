// Writes zstd frames (RFC 8878) with uncompressed content, because the oldest supported Node lacks zstd.

/** A frame without checksum whose content, of up to 128 KiB, is one raw block. */
export function zstFrame(content: Buffer): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(content.length, 5);
  header.writeUIntLE(1 | (content.length << 3), 9, 3);
  return Buffer.concat([header, content]);
}

/** A skippable frame. */
export function skippableFrame(content: Buffer): Buffer {
  const header = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}
