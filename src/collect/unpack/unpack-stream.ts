// Unpacks data that is not on disk: stdin, an attachment, a download.
import type { Collected } from '../../domain/delivery.js';
import { LIMITS } from '../../domain/limits.js';
import { type Content, streamContent } from './content.js';
import { readingFailure } from './failure.js';
import type { Limits } from './meter.js';
import { type Origin, refusal, type Unpacked, unpackAll } from './unpack.js';

/** The facts about a stream besides its bytes. */
export interface StreamOrigin {
  readonly source: string;
  /** The stream's displayed name. */
  readonly path: string;
  /** Its file name, which identifies the report. */
  readonly name: string;
  readonly deliveredAt: Date;
}

/** Yields the reports in a stream: the stream itself, or its members if it is an archive; messages are refused. */
export async function* unpackStream(
  stream: AsyncIterable<Uint8Array | string>,
  origin: StreamOrigin,
  limits: Limits = LIMITS,
): AsyncGenerator<Collected> {
  const items = unpackWholeStream(stream, { ...origin, messagesOf: undefined }, limits);
  for await (const item of items) if (item.kind !== 'message') yield item;
}

/** Yields the reports in a stream, and the messages if requested. */
export async function* unpackWholeStream(
  stream: AsyncIterable<Uint8Array | string>,
  origin: StreamOrigin & Pick<Origin, 'messagesOf'>,
  limits: Limits = LIMITS,
): AsyncGenerator<Unpacked> {
  const place = { path: origin.path, name: origin.name, depth: 0 };
  let content: Content | undefined;
  try {
    content = await streamContent(buffers(stream));
    yield* unpackAll(content, place, { ...origin, limits, hasChanged: async () => false });
  } catch (error) {
    yield refusal(place, origin, readingFailure(error, origin.path));
  } finally {
    await content?.close();
  }
}

async function* buffers(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    yield typeof chunk === 'string'
      ? Buffer.from(chunk)
      : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  }
}
