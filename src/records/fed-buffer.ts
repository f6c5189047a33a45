// A growing buffer that holds the bytes of a file that have arrived in chunks and are not yet cut into records.

/**
 * The common base of the readers of records. A reader takes chunks and returns records as offsets into `buffer`; it
 * moves `position` past the bytes that are cut.
 */
export abstract class FedBuffer {
  buffer: Buffer;
  /** The number of filled bytes in the buffer. */
  protected length = 0;
  /** The offset of the first byte that is not yet cut. */
  protected position = 0;
  /** The number of bytes of the file before the buffer. */
  protected consumed = 0;
  protected finished = false;

  /** @param startBytes the buffer's first size; it doubles when a record needs more */
  constructor(startBytes: number) {
    this.buffer = Buffer.allocUnsafe(startBytes);
  }

  /** Adds the next bytes of the file, after which earlier records are no longer readable. */
  push(chunk: Uint8Array): void {
    this.dropCut();
    const needed = this.length + chunk.length;
    if (needed > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, needed));
      this.buffer.copy(grown, 0, 0, this.length);
      this.buffer = grown;
    }
    this.buffer.set(chunk, this.length);
    this.length = needed;
  }

  /** Declares the end of the file. */
  finish(): void {
    this.finished = true;
  }

  private dropCut(): void {
    if (this.position === 0) return;
    this.buffer.copyWithin(0, this.position, this.length);
    this.length -= this.position;
    this.consumed += this.position;
    this.position = 0;
  }
}
