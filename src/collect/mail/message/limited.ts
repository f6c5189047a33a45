// Ends a message that is too long while its bytes are streamed.
import type { Readable } from 'node:stream';
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { byteSize } from '../../../text/index.js';
import { readingFailure } from '../../unpack/failure.js';

/** The bytes of a message. @throws SundialError `mail-unreadable` for more than `LIMITS.mailBytes` bytes */
export async function* limited(raw: Readable, file: string): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of raw as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > LIMITS.mailBytes) {
        const problem = `is larger than ${byteSize(LIMITS.mailBytes)}`;
        throw new SundialError('mail-unreadable', { file, problem });
      }
      yield chunk;
    }
  } catch (thrown) {
    throw readingFailure(thrown, file);
  }
}
