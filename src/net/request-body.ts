// The body of one attempt of a request; keeps the error of a failed stream, which the connection's error would hide.
import { Readable } from 'node:stream';
import type { HttpRequest } from './request.js';

export class RequestBody {
  readonly bytes: Uint8Array | Readable | null;
  /** The stream's error. */
  failure: unknown;

  constructor(given: HttpRequest['body']) {
    this.bytes = typeof given === 'function' ? Readable.from(this.watched(given())) : (given ?? null);
  }

  /**
   * An iterator without `throw`: otherwise a connection that fails while sending the body would throw its error into
   * the stream, where it could not be distinguished from the stream's own errors.
   */
  private watched(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const iterator = chunks[Symbol.asyncIterator]();
    const next = async () => {
      try {
        return await iterator.next();
      } catch (thrown) {
        this.failure = thrown;
        throw thrown;
      }
    };
    const finish = async () => (await iterator.return?.()) ?? { done: true as const, value: undefined };
    return { [Symbol.asyncIterator]: () => ({ next, return: finish }) };
  }
}
