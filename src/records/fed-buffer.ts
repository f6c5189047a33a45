// The bytes of a file as chunks bring them: those not yet cut into records lie together in one buffer, which grows.

/**
 * What readers of records have in common. A reader is fed chunks and hands out records as offsets into `buffer`; it
 * moves `position` behind what is cut.
 */
export abstract class FedBuffer {
  buffer: Buffer;
  /** How many bytes of the buffer are filled. */
  protected length = 0;
  /** Where the bytes begin that are not cut yet. */
  protected position = 0;
  /** How many bytes of the file lie before the buffer. */
  protected consumed = 0;
  protected finished = false;

  /** @param startBytes the buffer's first size; it doubles where a record needs more */
  constructor(startBytes: number) {
    this.buffer = Buffer.allocUnsafe(startBytes);
  }

  /** Adds the next bytes of the file. What was found before is no longer readable. */
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

  /** Says that no more bytes come. */
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
