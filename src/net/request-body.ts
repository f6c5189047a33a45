// The body of one try of a request; a stream that fails keeps its own error, which the connection's would hide.
import { Readable } from 'node:stream';
import type { HttpRequest } from './request.js';

export class RequestBody {
  readonly bytes: Uint8Array | Readable | null;
  /** What the stream failed with. */
  failure: unknown;

  constructor(given: HttpRequest['body']) {
    this.bytes = typeof given === 'function' ? Readable.from(this.watched(given())) : (given ?? null);
  }

  /**
   * An iterator without `throw`: a connection that fails while the body is sent would throw its own error into the
   * stream, where it could not be told from one of the stream's.
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
