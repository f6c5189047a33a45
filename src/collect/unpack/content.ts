// The bytes of a file or member: the beginning is in memory, and everything can be read once, as a stream or with
// random access.
import type { FileHandle } from 'node:fs/promises';
import { HEAD_BYTES } from './sniff.js';
import { type RandomAccess, spool } from './spool.js';

/** Bytes per read of a file. */
export const CHUNK_BYTES = 256 * 1024;
/** Files up to this size are read at once. */
const SMALL_BYTES = 64 * 1024;
/** Bytes per read where one buffer serves for all reads. */
const PASSING_BYTES = 512 * 1024;

export interface Content {
  /** The first HEAD_BYTES, or all if there are fewer. */
  readonly head: Buffer;
  /** The size if known in advance. */
  readonly size: number | undefined;
  /** Bytes seen so far; for a file, all of them. */
  seen(): number;
  /**
   * All bytes from the first one. The caller uses either this or `random`, once.
   *
   * @param isPassing whether the caller is done with a chunk before it requests the next one, so that its memory is used
   *   again: new buffers for every chunk of a large file keep the garbage collector busy
   */
  stream(isPassing?: boolean): AsyncIterable<Buffer>;
  /** The content as a file; other content is written to a private file, which `close` removes. */
  random(): Promise<RandomAccess>;
  close(): Promise<void>;
}

/** The content of an open file, which the caller has to close. */
export async function fileContent(handle: FileHandle, size: number): Promise<Content> {
  const beginning = Buffer.alloc(size <= SMALL_BYTES ? size : HEAD_BYTES);
  const { bytesRead } = await handle.read(beginning, 0, beginning.length, 0);
  const begun = beginning.subarray(0, bytesRead);
  return {
    head: begun.subarray(0, HEAD_BYTES),
    size,
    seen: () => size,
    stream: (isPassing) => {
      if (bytesRead === size) return only(begun);
      return isPassing ? passingRange(handle, size) : fileRange({ handle, size }, 0);
    },
    random: async () => ({ handle, size }),
    close: async () => {},
  };
}

/**
 * Bytes of a file from `start` to before `end`, or to the end of the file. Reads by position, because the handle's
 * own stream would close the handle when abandoned.
 */
export async function* fileRange(
  { handle }: RandomAccess,
  start: number,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  for (let at = start; at < end; ) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* only(content: Buffer): AsyncGenerator<Buffer> {
  if (content.length > 0) yield content;
}

/** Like `fileRange` for a whole file, in one buffer. */
async function* passingRange(handle: FileHandle, size: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(PASSING_BYTES, size + 1));
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** The content of a stream. Reads the beginning, and fails if that fails. */
export async function streamContent(chunks: AsyncIterable<Buffer>, size?: number): Promise<Content> {
  const iterator = chunks[Symbol.asyncIterator]();
  let seen = 0;
  const next = async (): Promise<Buffer | undefined> => {
    const step = await iterator.next();
    if (step.done) return undefined;
    seen += step.value.length;
    return step.value;
  };
  const begun: Buffer[] = [];
  while (seen < HEAD_BYTES) {
    const chunk = await next();
    if (!chunk) break;
    begun.push(chunk);
  }
  const stream = async function* (): AsyncGenerator<Buffer> {
    for (let chunk = begun.shift(); chunk; chunk = begun.shift()) yield chunk;
    for (let chunk = await next(); chunk; chunk = await next()) yield chunk;
  };
  let spooled: RandomAccess | undefined;
  return {
    head: Buffer.concat(begun).subarray(0, HEAD_BYTES),
    size,
    seen: () => seen,
    stream,
    random: async () => {
      spooled = await spool(stream());
      return spooled;
    },
    close: async () => {
      await iterator.return?.();
      await spooled?.handle.close();
    },
  };
}
