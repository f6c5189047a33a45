// Keeps a small message in memory while it is archived, so that it need not be read back from disk.

/** Larger messages are read back from the archive. */
const SMALL_BYTES = 4 * 1024 * 1024;

/** A stream that remembers the data that passed through it. */
export interface Remembering {
  readonly stream: AsyncIterable<Uint8Array>;
  /** All of the data, once the stream has ended; undefined if it is too large. */
  whole(): readonly Uint8Array[] | undefined;
}

export function remembering(raw: AsyncIterable<Uint8Array>): Remembering {
  let chunks: Uint8Array[] | undefined = [];
  let bytes = 0;
  let isWhole = false;
  const stream = (async function* () {
    for await (const chunk of raw) {
      bytes += chunk.length;
      if (bytes > SMALL_BYTES) chunks = undefined;
      chunks?.push(chunk);
      yield chunk;
    }
    isWhole = true;
  })();
  return { stream, whole: () => (isWhole ? chunks : undefined) };
}
