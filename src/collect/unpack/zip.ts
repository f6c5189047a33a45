// Reads zip files, including large ones (zip64), by the directory at their end; checks each member's checksum.
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { SundialError } from '../../domain/errors.js';
import { ByteReader } from './bytes.js';
import { fileRange } from './content.js';
import type { Format, Member } from './format.js';
import { inflate } from './inflate.js';
import { Ranges } from './ranges.js';
import type { RandomAccess } from './spool.js';

const STORED = 0;
const DEFLATED = 8;
const UNIX_LINK = 0xa000;
/** The length without the name and the fields after it (APPNOTE.TXT 4.3.7). */
const LOCAL_HEADER_BYTES = 30;

// The library would end the whole archive at one bad name or size; Sundial refuses only the member.
const OPTIONS = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };

export const zip: Format = async function* (archive, { file }) {
  const access = await archive.random();
  const directory = await openDirectory(access.handle.fd);
  const ranges = new Ranges();
  try {
    for await (const entry of directory.eachEntry()) {
      const name = memberName(entry);
      if (!ranges.add(entry.relativeOffsetOfLocalHeader, leastEnd(entry)))
        throw new SundialError('archive-limit', {
          file,
          problem: 'packs several members in the same bytes',
          limit: '1 member for each byte',
        });
      if (!/[\\/]$/.test(name)) yield member(directory, entry, access, name);
    }
  } catch (error) {
    if (/strong encryption/.test(String(error))) throw new SundialError('archive-encrypted', { file });
    throw error;
  }
};

// The handle is the caller's: the library never closes it, because its own `close` is never called.
function openDirectory(fd: number): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromFd(fd, OPTIONS, (error, directory) => (error ? reject(error) : resolve(directory)));
  });
}

/** The minimum end of a member's bytes: its local header repeats the name and may be longer. */
function leastEnd(entry: yauzl.Entry): number {
  const { relativeOffsetOfLocalHeader: start, fileNameRaw, compressedSize } = entry;
  return start + LOCAL_HEADER_BYTES + fileNameRaw.length + compressedSize;
}

function memberName(entry: yauzl.Entry): string {
  return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
}

function member(directory: yauzl.ZipFile, entry: yauzl.Entry, access: RandomAccess, name: string): Member {
  if (entry.isEncrypted()) {
    return { name, refuse: (shown) => new SundialError('archive-encrypted', { file: shown }) };
  }
  if (((entry.externalFileAttributes >>> 16) & 0xf000) === UNIX_LINK) {
    return { name, refuse: (shown) => notAReport(shown, 'is a link, not a file') };
  }
  const method = entry.compressionMethod;
  if (method !== STORED && method !== DEFLATED) {
    return {
      name,
      refuse: (shown) =>
        notAReport(shown, `is packed with zip method ${method}, which Sundial does not read`),
    };
  }
  return {
    name,
    bytes: entry.uncompressedSize,
    read: () => checked(packedBytes(directory, entry, access), entry),
  };
}

function notAReport(file: string, problem: string): SundialError {
  return new SundialError('file-not-a-report', { file, problem });
}

async function* packedBytes(
  directory: yauzl.ZipFile,
  entry: yauzl.Entry,
  access: RandomAccess,
): AsyncGenerator<Buffer> {
  const { fileDataStart } = await directory.readLocalFileHeaderPromise(entry, { minimal: true });
  const range = fileRange(access, fileDataStart, fileDataStart + entry.compressedSize);
  yield* entry.compressionMethod === STORED ? range : inflate(new ByteReader(range));
}

async function* checked(chunks: AsyncIterable<Buffer>, entry: yauzl.Entry): AsyncGenerator<Buffer> {
  let checksum = 0;
  for await (const chunk of chunks) {
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (checksum !== entry.crc32) throw new Error('its checksum does not match');
}
