// Takes the bytes of one original from a stream: hashes them, and holds small originals in memory.
import { createHash } from 'node:crypto';
import type { Transform } from 'node:stream';
import { CHUNK_BYTES, type Codec, type Form, formOf, RAW } from './codecs.js';
import { asWriteError, type Incoming, type Unfinished } from './durable.js';

/** Originals up to this size are held in memory and compressed at once: one file, one sync, one rename. */
export const SMALL_BYTES = 1024 * 1024;

/** The content of a stream: in memory while it is small, otherwise in an unfinished file. */
export interface Received {
  readonly sha256: string;
  /** Uncompressed. */
  readonly bytes: number;
  readonly small: readonly Buffer[];
  readonly file: Unfinished | undefined;
  /** The form of the file. */
  readonly form: Form;
}

export interface Receiving {
  readonly incoming: Incoming;
  /** The original's name in messages. */
  readonly shownPath: string;
  /** The archive's folder, for messages. */
  readonly folder: string;
  /** Compresses a large original while it arrives; undefined if the original is written uncompressed. */
  readonly codec: Codec | undefined;
}

/**
 * Reads a stream to its end. The stream may reuse a chunk's memory when the next chunk is requested.
 *
 * @throws SundialError `disk-full`, `store-unwritable`; errors of the stream are passed on
 */
export async function receive(
  chunks: AsyncIterable<Buffer | string>,
  receiving: Receiving,
): Promise<Received> {
  const { incoming, shownPath, folder, codec } = receiving;
  const hash = createHash('sha256');
  let bytes = 0;
  let small: Buffer[] = [];
  let writer: LargeWriter | undefined;
  // Only write errors are translated into disk errors, because the stream may fail with its own codes.
  const toDisk = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw asWriteError(error, shownPath, folder);
    }
  };
  try {
    for await (const piece of chunks) {
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
      bytes += chunk.length;
      if (!writer && bytes <= SMALL_BYTES) {
        hash.update(chunk);
        small.push(Buffer.from(chunk));
        continue;
      }
      writer ??= await toDisk(() => LargeWriter.begin(incoming, codec, small));
      const large = writer;
      small = [];
      // Hashed while another thread compresses or writes.
      await toDisk(() => {
        const written = large.write(chunk);
        hash.update(chunk);
        return written;
      });
    }
    await toDisk(async () => writer?.end());
  } catch (error) {
    await writer?.discard();
    throw error;
  }
  return {
    ...{ sha256: hash.digest('hex'), bytes, small },
    file: writer?.file,
    form: writer ? formOf(codec) : RAW,
  };
}

/** Writes a large original to an unfinished file, compressed or uncompressed. */
class LargeWriter {
  private readonly packer: Transform | undefined;
  private readonly packed: Promise<void>;

  private constructor(
    readonly file: Unfinished,
    codec: Codec | undefined,
  ) {
    this.packer = codec?.compressor('quick', CHUNK_BYTES);
    this.packed = this.packer ? this.writeAll(this.packer) : Promise.resolve();
    // `write` and `end` report a failure.
    this.packed.catch(() => {});
  }

  /** @param received the bytes before the next chunk */
  static async begin(
    incoming: Incoming,
    codec: Codec | undefined,
    received: readonly Buffer[],
  ): Promise<LargeWriter> {
    const writer = new LargeWriter(await incoming.start(), codec);
    try {
      for (const chunk of received) await writer.write(chunk);
    } catch (error) {
      await writer.discard();
      throw error;
    }
    return writer;
  }

  /** Resolves when the chunk's memory may be used again. */
  async write(chunk: Buffer): Promise<void> {
    const { packer } = this;
    if (!packer) return this.file.write(chunk);
    const taken = new Promise<void>((resolve, reject) =>
      packer.write(chunk, (error) => (error ? reject(error) : resolve())),
    );
    // A failed file ends the compressor, and its failure is the reason.
    await Promise.race([taken.catch(() => this.packed), this.packed]);
  }

  async end(): Promise<void> {
    this.packer?.end();
    await this.packed;
  }

  async discard(): Promise<void> {
    this.packer?.destroy();
    await this.packed.catch(() => {});
    await this.file.discard();
  }

  private async writeAll(packer: Transform): Promise<void> {
    for await (const chunk of packer) {
      await this.file.write(chunk as Buffer);
      free(chunk as Buffer);
    }
  }
}

/**
 * Frees the memory of a written chunk that fills its own memory to the end. Otherwise the compressed bytes of a large
 * original are garbage outside of the heap, and V8 collects the whole heap again and again to find them.
 */
function free({ buffer, byteOffset, length }: Buffer): void {
  if (buffer.byteLength < CHUNK_BYTES || byteOffset + length < buffer.byteLength) return;
  (buffer as TransferableBuffer).transfer?.(0);
}

/** Node 22 and later can free a buffer's memory. */
type TransferableBuffer = ArrayBufferLike & { transfer?(bytes: number): ArrayBuffer };
