// Recognises the type of a file by its first bytes, whatever its name.

/** Bytes needed for recognition: tar has its mark in the middle of its first block. */
export const HEAD_BYTES = 4096;

export type ArchiveKind = 'gzip' | 'zstd' | 'zip' | 'tar' | '7z' | 'rar';

/** The type of a file; `other` has words that complete "x.csv: ...". */
export type Kind = ArchiveKind | 'text' | 'empty' | { readonly other: string };

const TAR_BLOCK = 512;

const ARCHIVES: readonly [ArchiveKind, Buffer][] = [
  ['zip', Buffer.from('PK\x03\x04', 'latin1')],
  ['zip', Buffer.from('PK\x05\x06', 'latin1')],
  ['zip', Buffer.from('PK\x07\x08', 'latin1')],
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  // A skippable frame, with which files from pzstd begin.
  ['zstd', Buffer.from([0x50, 0x2a, 0x4d, 0x18])],
  ['7z', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1')],
  ['rar', Buffer.from('Rar!\x1a\x07', 'latin1')],
];

// Types that people load by mistake; other binary files are recognised by zero bytes.
const OTHERS: readonly [string, Buffer][] = [
  ['is compressed with bzip2, which Sundial does not read', Buffer.from('BZh')],
  ['is compressed with xz, which Sundial does not read', Buffer.from('\xfd7zXZ', 'latin1')],
  ['is a PDF document', Buffer.from('%PDF-')],
  ['is text in UTF-16; save it as UTF-8', Buffer.from([0xff, 0xfe])],
  ['is text in UTF-16; save it as UTF-8', Buffer.from([0xfe, 0xff])],
  ['is an SQLite database', Buffer.from('SQLite format 3')],
  ['is a PNG image', Buffer.from('\x89PNG', 'latin1')],
  ['is a program', Buffer.from('\x7fELF', 'latin1')],
];

/** Recognises a file by `head`, its first HEAD_BYTES, or the whole file if it is shorter. */
export function sniff(head: Buffer): Kind {
  if (head.length === 0) return 'empty';
  const archive = ARCHIVES.find(([, magic]) => startsWith(head, magic));
  if (archive) return archive[0];
  if (isTar(head)) return 'tar';
  const other = OTHERS.find(([, magic]) => startsWith(head, magic));
  if (other) return { other: other[0] };
  if (/^\s*<(!doctype html|html)\b/i.test(head.toString('latin1', 0, 256))) {
    return { other: 'is an HTML page, perhaps an error page that was saved as a report' };
  }
  return isText(head) ? 'text' : { other: 'is a binary file' };
}

function startsWith(head: Buffer, magic: Buffer): boolean {
  return head.subarray(0, magic.length).equals(magic);
}

// Banners in reports contain control bytes, so only a large number of zero bytes rules out text.
function isText(head: Buffer): boolean {
  let zeros = 0;
  for (const byte of head) if (byte === 0) zeros += 1;
  return zeros * 10 <= head.length;
}

function isTar(head: Buffer): boolean {
  if (head.length < TAR_BLOCK) return false;
  return head.toString('latin1', 257, 262) === 'ustar' || hasTarChecksum(head.subarray(0, TAR_BLOCK));
}

// Tar files from before 1988 lack the mark; their header's checksum serves as well.
function hasTarChecksum(block: Buffer): boolean {
  const declared = block.toString('latin1', 148, 156).replace(/[\0 ]+$/, '');
  if (!/^ *[0-7]{3,6}$/.test(declared)) return false;
  let sum = 8 * 0x20;
  for (let at = 0; at < TAR_BLOCK; at++) if (at < 148 || at >= 156) sum += block[at]!;
  return sum === Number.parseInt(declared, 8);
}
