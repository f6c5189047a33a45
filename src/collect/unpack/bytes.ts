// Reads a stream of bytes chunk by chunk, and takes back unused bytes.

/** A reader of chunks. */
export class ByteReader {
  private readonly iterator: AsyncIterator<Buffer>;
  private rest: Buffer | undefined;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.iterator = chunks[Symbol.asyncIterator]();
  }

  /** The next chunk of any size; undefined at the end. */
  async chunk(): Promise<Buffer | undefined> {
    const rest = this.rest;
    this.rest = undefined;
    if (rest && rest.length > 0) return rest;
    const step = await this.iterator.next();
    return step.done ? undefined : step.value;
  }

  /** Returns the end of the last chunk to the reader, to be read again. */
  giveBack(bytes: Buffer): void {
    this.rest = this.rest ? Buffer.concat([bytes, this.rest]) : bytes;
  }

  /** The next `count` bytes; fewer only at the end. */
  async take(count: number): Promise<Buffer> {
    const taken: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      const chunk = await this.chunk();
      if (!chunk) break;
      taken.push(chunk.subarray(0, missing));
      if (chunk.length > missing) this.giveBack(chunk.subarray(missing));
      missing -= Math.min(missing, chunk.length);
    }
    return Buffer.concat(taken);
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}
