// Reads originals back as the received bytes, from whichever form they have, and verifies them.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { SundialError } from '../domain/errors.js';
import { CHUNK_BYTES, FORMS, type Form, isReadable, RAW } from './codecs.js';
import type { Layout } from './layout.js';
import type { Staged } from './staging.js';

/** Where originals are read from: their files, and the originals that this process has received and not yet named. */
export interface Sources {
  readonly layout: Layout;
  readonly staged: ReadonlyMap<string, Staged>;
}

/** The original's bytes. The stream fails with `original-missing`, `original-damaged` or `original-codec`. */
export function readOriginal(sources: Sources, sha256: string): Readable {
  return Readable.from(originalBytes(sources, sha256), { objectMode: false, highWaterMark: CHUNK_BYTES });
}

/** Up to this size, compressed and not, an original is read at once by `originalChunks`. */
const WHOLE_BYTES = 1024 * 1024;

/** Bytes per read of a raw original that is read synchronously. */
const SYNC_CHUNK_BYTES = 512 * 1024;

/**
 * The original's bytes, for a thread without other work: a raw original is read synchronously into one reused buffer,
 * because the many new buffers of a stream cost as much system time as reading. Small originals are read at once.
 *
 * @throws SundialError `original-missing`, `original-damaged`, `original-codec`
 */
export function originalChunks(sources: Sources, sha256: string): Iterable<Buffer> | AsyncIterable<Buffer> {
  const raw = sources.layout.file(sha256, RAW);
  if (fs.existsSync(raw)) return fileChunks(raw);
  const whole = smallContent(sources.layout, sha256);
  return whole ? [whole] : originalBytes(sources, sha256);
}

/**
 * The content of a small compressed original, which costs a fraction of reading it as a stream. Undefined if the original
 * is large, or cannot be read: then the stream tells why.
 */
function smallContent(layout: Layout, sha256: string): Buffer | undefined {
  const form = layout.forms(sha256).find(({ codec }) => codec);
  if (!form?.codec) return undefined;
  const file = layout.file(sha256, form);
  try {
    if (fs.statSync(file).size > WHOLE_BYTES) return undefined;
    return form.codec.decompress(fs.readFileSync(file), WHOLE_BYTES);
  } catch {
    return undefined;
  }
}

function* fileChunks(file: string): Generator<Buffer> {
  const descriptor = fs.openSync(file, 'r');
  const buffer = Buffer.allocUnsafe(SYNC_CHUNK_BYTES);
  try {
    for (;;) {
      const bytes = fs.readSync(descriptor, buffer);
      if (bytes === 0) return;
      yield buffer.subarray(0, bytes);
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Reads the whole original and compares its SHA-256 with its name.
 *
 * @throws SundialError `original-missing`, `original-damaged`, `original-codec`
 */
export async function verifyOriginal(sources: Sources, sha256: string): Promise<void> {
  for await (const _ of verified(originalBytes(sources, sha256), sha256));
}

/** Passes an original's bytes on. @throws SundialError `original-damaged` at the end, if their SHA-256 is another one */
export async function* verified(bytes: AsyncIterable<Buffer>, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
  const found = hash.digest('hex');
  if (found !== sha256) throw damaged(sha256, `its content has the sha256 ${found}`);
}

function damaged(sha256: string, problem: string, cause?: unknown): SundialError {
  return new SundialError('original-damaged', { sha256, problem }, { cause });
}

/** The original's bytes. @throws SundialError `original-missing`, `original-damaged`, `original-codec` */
export async function* originalBytes(sources: Sources, sha256: string): AsyncGenerator<Buffer> {
  const kept = sources.staged.get(sha256)?.content;
  if (kept) return yield kept;
  const found = await openOriginal(sources, sha256);
  if (!found) throw new SundialError('original-missing', { sha256 });
  yield* formBytes(found, sha256);
}

interface Opened {
  readonly handle: FileHandle;
  readonly form: Form;
}

async function openOriginal({ layout, staged }: Sources, sha256: string): Promise<Opened | undefined> {
  const arrived = staged.get(sha256);
  const early = arrived && (await openIfThere(arrived.file.path));
  if (early) return { handle: early, form: arrived.form };
  // Compression names the new form before it removes the old one, so an original that seems to be missing because its
  // form changed between two lookups is found by looking once more.
  for (const form of [...FORMS, ...FORMS]) {
    const handle = await openIfThere(layout.file(sha256, form));
    if (handle) return { handle, form };
  }
  return undefined;
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function* formBytes({ handle, form }: Opened, sha256: string): AsyncGenerator<Buffer> {
  if (!isReadable(form)) {
    await handle.close();
    throw new SundialError('original-codec', { sha256, codec: form.name, version: process.version });
  }
  const source = handle.createReadStream({ highWaterMark: CHUNK_BYTES });
  if (!form.codec) return yield* source as AsyncIterable<Buffer>;
  const output = form.codec.decompressor(CHUNK_BYTES);
  source.on('error', (error) => output.destroy(error));
  try {
    yield* source.pipe(output) as AsyncIterable<Buffer>;
  } catch (error) {
    throw damaged(sha256, (error as Error).message, error);
  } finally {
    source.destroy();
  }
}
