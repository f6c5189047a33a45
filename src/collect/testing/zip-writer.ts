// Writes valid and hostile zip files for tests, field by field as listed in APPNOTE.TXT.
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
  /** 0 stored, 8 deflated (default); other methods are only claimed. */
  readonly method?: number;
  /** General purpose flags; 1 claims encryption. */
  readonly flags?: number;
  readonly checksum?: number;
  readonly declaredBytes?: number;
  /** The Unix mode, such as 0o120777 for a link. */
  readonly mode?: number;
  /** Writes sizes and offset into the zip64 field, as in archives above 4 GiB. */
  readonly zip64?: boolean;
}

const FOLLOWS_IN_ZIP64 = 0xffffffff;

/** The bytes of a zip file of these entries. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = entry.method === 0 ? entry.content : deflateRawSync(entry.content);
    const local = localHeader(entry, packed);
    directory.push(directoryHeader(entry, packed, offset));
    parts.push(local, packed);
    offset += local.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...parts, listed, endRecord(entries.length, listed.length, offset)]);
}

function common(entry: ZipEntry, packed: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(45, 0);
  fields.writeUInt16LE((entry.flags ?? 0) | 0x800, 2);
  fields.writeUInt16LE(entry.method ?? 8, 4);
  fields.writeUInt32LE(0x5c2f6000, 6);
  fields.writeUInt32LE(entry.checksum ?? crc32(entry.content), 10);
  fields.writeUInt32LE(entry.zip64 ? FOLLOWS_IN_ZIP64 : packed.length, 14);
  fields.writeUInt32LE(entry.zip64 ? FOLLOWS_IN_ZIP64 : declared(entry), 18);
  fields.writeUInt16LE(Buffer.byteLength(entry.name), 22);
  fields.writeUInt16LE(entry.zip64 ? 28 : 0, 24);
  return fields;
}

const declared = (entry: ZipEntry): number => entry.declaredBytes ?? entry.content.length;

function zip64Field(entry: ZipEntry, packed: Buffer, offset: number): Buffer {
  if (!entry.zip64) return Buffer.alloc(0);
  const field = Buffer.alloc(28);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(24, 2);
  field.writeBigUInt64LE(BigInt(declared(entry)), 4);
  field.writeBigUInt64LE(BigInt(packed.length), 12);
  field.writeBigUInt64LE(BigInt(offset), 20);
  return field;
}

function localHeader(entry: ZipEntry, packed: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('PK\x03\x04', 'latin1'),
    common(entry, packed),
    Buffer.from(entry.name),
    zip64Field(entry, packed, 0),
  ]);
}

function directoryHeader(entry: ZipEntry, packed: Buffer, offset: number): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
  rest.writeUInt32LE(entry.zip64 ? FOLLOWS_IN_ZIP64 : offset, 10);
  return Buffer.concat([
    Buffer.from('PK\x01\x02\x2d\x03', 'latin1'),
    common(entry, packed),
    rest,
    Buffer.from(entry.name),
    zip64Field(entry, packed, offset),
  ]);
}

function endRecord(count: number, bytes: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 'latin1');
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(bytes, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
