// Reads 7z and rar files with libarchive, which runs as WebAssembly and so holds the packed file in memory.
import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { type LibarchiveWasm, libarchiveWasm } from 'libarchive-wasm';
import { SundialError } from '../../domain/errors.js';
import { byteSize } from '../../text/index.js';
import { CHUNK_BYTES, type Content } from './content.js';
import type { Member, Opening } from './format.js';

const REGULAR_FILE = 0x8000;
const FOLDER = 0x4000;
// The library tries all formats at once and looks for a zip directory at the very end of the file, where a rar file
// may have a stored zip file. Both formats ignore bytes after their end.
const PADDING_BYTES = 32 * 1024;

/** Facts about the packed bytes that a format knows and the library does not report. */
export interface Inspection {
  /** CRC-32 of the entries in order, including folders, if the library does not check it itself. */
  readonly checksums: readonly (number | undefined)[];
  /** Whether the archive's end is present. */
  readonly isWhole: boolean;
}

type Inspect = (packed: Buffer) => Inspection;

/**
 * Lists the members of a 7z or rar file. In names of 7z members, the library writes `*` for characters outside of
 * ASCII.
 *
 * @param inspect examines the packed bytes first, and fails if they are not an archive
 */
export async function* wasmMembers(
  archive: Content,
  opening: Opening,
  inspect: Inspect,
): AsyncGenerator<Member> {
  const packed = await packedBytes(archive, opening);
  // A separate instance for each archive, because the memory of an instance can grow but never shrinks.
  const reader = new Reader(await libarchiveWasm(), packed, inspect);
  try {
    for (let entry = reader.next(); entry !== 0; entry = reader.next()) {
      if (reader.isFolder(entry)) continue;
      const reading = { begun: false };
      yield reader.member(entry, reading);
      if (!reading.begun) await reader.pass(opening);
    }
    if (!reader.isWhole) throw new Error('its end is missing');
  } catch (error) {
    if (isEncryption(error)) throw new SundialError('archive-encrypted', { file: opening.file });
    throw error;
  }
}

async function packedBytes(archive: Content, { file, limits }: Opening): Promise<Buffer[]> {
  const limit = limits.memoryArchiveBytes;
  const tooLarge = (): SundialError =>
    new SundialError('archive-limit', {
      file,
      problem: 'is unpacked in memory and too large',
      limit: byteSize(limit),
    });
  if ((archive.size ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.stream()) {
    if (archive.seen() > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks;
}

function isEncryption(error: unknown): boolean {
  return error instanceof Error && /encrypt|passphrase/i.test(error.message);
}

/** One archive in one instance of the library. */
class Reader {
  private readonly engine: LibarchiveWasm;
  private readonly archive: number;
  private readonly buffer: number;
  private readonly inspection: Inspection;
  private entries = 0;

  constructor(engine: LibarchiveWasm, packed: Buffer[], inspect: Inspect) {
    this.engine = engine;
    const size = packed.reduce((sum, chunk) => sum + chunk.length, 0);
    const start = this.allocate(size + PADDING_BYTES);
    let at = start;
    for (let chunk = packed.shift(); chunk; chunk = packed.shift()) {
      engine.module.HEAPU8.set(chunk, at);
      at += chunk.length;
    }
    engine.module.HEAPU8.fill(0, at, at + PADDING_BYTES);
    this.inspection = inspect(Buffer.from(engine.module.HEAPU8.buffer, start, size));
    this.buffer = this.allocate(CHUNK_BYTES);
    this.archive = engine.read_new_memory(start, size + PADDING_BYTES);
  }

  get isWhole(): boolean {
    return this.inspection.isWhole;
  }

  /** The next entry, or 0 at the end. */
  next(): number {
    const entry = this.engine.read_next_entry(this.archive);
    // The library returns 0 for an error as well; only its message distinguishes the two.
    const problem = entry === 0 ? this.engine.error_string(this.archive) : '';
    if (problem) throw new Error(problem);
    this.entries += 1;
    return entry;
  }

  isFolder(entry: number): boolean {
    return this.engine.entry_filetype(entry) === FOLDER;
  }

  member(entry: number, reading: { begun: boolean }): Member {
    const name = this.engine.entry_pathname(entry) ?? '';
    if (this.engine.entry_is_encrypted(entry)) {
      return { name, refuse: (file) => new SundialError('archive-encrypted', { file }) };
    }
    if (this.engine.entry_filetype(entry) !== REGULAR_FILE) {
      return {
        name,
        refuse: (file) => new SundialError('file-not-a-report', { file, problem: 'is a link or a device' }),
      };
    }
    const bytes = this.engine.entry_size(entry);
    return {
      name,
      bytes,
      read: () => this.read(bytes, this.inspection.checksums[this.entries - 1], reading),
    };
  }

  /** Skips a member that was not read. The library may unpack it nevertheless, so the bytes are counted. */
  async pass(opening: Opening): Promise<void> {
    for (;;) {
      let bytes: number;
      try {
        bytes = this.readChunk();
      } catch {
        // Damage to an unwanted member, or its password, does not matter; the next entry shows what still works.
        return;
      }
      if (bytes === 0) return;
      opening.countBytes(bytes);
      await setImmediate();
    }
  }

  private async *read(
    expected: number,
    checksum: number | undefined,
    reading: { begun: boolean },
  ): AsyncGenerator<Buffer> {
    reading.begun = true;
    let read = 0;
    let found = 0;
    for (let bytes = this.readChunk(); bytes > 0; bytes = this.readChunk()) {
      read += bytes;
      const chunk = Buffer.from(this.engine.module.HEAPU8.slice(this.buffer, this.buffer + bytes).buffer);
      if (checksum !== undefined) found = crc32(chunk, found);
      yield chunk;
      // Otherwise the library works without a pause, and blocks everything else.
      await setImmediate();
    }
    if (read !== expected) throw new Error('unexpected end of file');
    if (checksum !== undefined && found !== checksum) throw new Error('its checksum does not match');
  }

  private readChunk(): number {
    return this.engine.read_data(this.archive, this.buffer, CHUNK_BYTES);
  }

  private allocate(bytes: number): number {
    const pointer: number = this.engine.module._malloc(bytes);
    if (pointer === 0) throw new Error('not enough memory to unpack it');
    return pointer;
  }
}
