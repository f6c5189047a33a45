// A growing buffer that holds the bytes of a file that have arrived in chunks and are not yet cut into records.

/** An unfinished record below this size is looked at again with the next chunk. */
const LARGE_BYTES = 1024 * 1024;

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
  /** The number of uncut bytes with which an unfinished record is looked at again. */
  protected enough = 0;

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

  /**
   * Whether it is too early to look again at a record that was unfinished. Each look begins at the record's start, so a
   * large one is not looked at with every chunk, but when it has doubled.
   */
  protected isTooEarly(): boolean {
    if (!this.finished && this.length - this.position < this.enough) return true;
    this.enough = 0;
    return false;
  }

  /** Notes that the record at `position` is unfinished. @param recordBytes with more than these it is given up */
  protected unfinished(recordBytes: number): 'more' {
    const bytes = this.length - this.position;
    this.enough = bytes < LARGE_BYTES ? 0 : Math.min(2 * bytes, recordBytes + 1);
    return 'more';
  }

  private dropCut(): void {
    if (this.position === 0) return;
    this.buffer.copyWithin(0, this.position, this.length);
    this.length -= this.position;
    this.consumed += this.position;
    this.position = 0;
  }
}
