// The form of processed files: CSV in which every cell is quoted, so that any bytes read back as they were.
import { SundialError } from '../domain/errors.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const NOTHING: Buffer = Buffer.alloc(0);
const LEAST_BYTES = 1024;

/** A header or row as bytes, with its line end. */
export function rowOf(cells: readonly string[]): Buffer {
  return Buffer.from(`${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`);
}

/** Collects rows of cells that are ranges of other buffers. */
export class RowBuffer {
  private buffer = NOTHING;
  length = 0;

  /** The rows so far; valid until the next change. */
  get content(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  /** Like `clear`, and gives the memory back, for buffers of which there are many. */
  release(): void {
    this.clear();
    this.buffer = NOTHING;
  }

  /** Adds the bytes of a cell with its quotes, after a comma unless it is the first one of its row. */
  cell(from: Buffer, start: number, end: number, isFirst: boolean): void {
    // Each byte may be a quote, which is doubled.
    this.reserve(2 * (end - start) + 3);
    const { buffer } = this;
    let to = this.length;
    if (!isFirst) buffer[to++] = COMMA;
    buffer[to++] = QUOTE;
    for (let at = start; at < end; at++) {
      const byte = from[at]!;
      if (byte === QUOTE) buffer[to++] = QUOTE;
      buffer[to++] = byte;
    }
    buffer[to++] = QUOTE;
    this.length = to;
  }

  /** Adds bytes as they are. */
  bytes(content: Uint8Array): void {
    this.reserve(content.length);
    this.buffer.set(content, this.length);
    this.length += content.length;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes, LEAST_BYTES));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}

/** One row of a processed file; valid until the next row is requested. */
export interface ProcessedRow {
  /** The whole row with its line end. */
  readonly bytes: Buffer;
  readonly count: number;
  /** The text of a cell, without its quotes; doubled quotes stay doubled. */
  cell(index: number): string;
  isEmpty(index: number): boolean;
}

/** Reads processed files row by row, header included. */
export class ProcessedRows implements ProcessedRow {
  private held: Buffer = Buffer.alloc(0);
  private starts: number[] = [];
  private ends: number[] = [];
  bytes: Buffer = this.held;

  /** @param file the path for errors */
  constructor(private readonly file: string) {}

  get count(): number {
    return this.starts.length;
  }

  cell(index: number): string {
    return this.held.toString('latin1', this.starts[index], this.ends[index]);
  }

  isEmpty(index: number): boolean {
    return this.starts[index] === this.ends[index];
  }

  /** Yields this object for each row in the chunks. @throws SundialError `stage-file-changed` */
  async *read(chunks: AsyncIterable<Buffer>): AsyncGenerator<ProcessedRow> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of chunks) {
      this.held = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      for (let end = this.cut(at); end > 0; end = this.cut(at)) {
        this.bytes = this.held.subarray(at, end);
        at = end;
        yield this;
      }
      rest = this.held.subarray(at);
    }
    if (rest.length > 0) throw this.damaged('its last row is cut');
  }

  /** The offset after the row at `start`; 0 if the row is not complete yet. */
  private cut(start: number): number {
    const { held, starts, ends } = this;
    starts.length = 0;
    ends.length = 0;
    for (let at = start; ; ) {
      if (at >= held.length) return 0;
      if (held[at] !== QUOTE) throw this.damaged('a cell is not quoted');
      let end = held.indexOf(QUOTE, at + 1);
      while (end >= 0 && held[end + 1] === QUOTE) end = held.indexOf(QUOTE, end + 2);
      // The byte after the quote tells whether the cell ends.
      if (end < 0 || end + 1 >= held.length) return 0;
      starts.push(at + 1);
      ends.push(end);
      at = end + 2;
      if (held[end + 1] === LF) return at;
      if (held[end + 1] !== COMMA) throw this.damaged('a cell does not end at its quote');
    }
  }

  private damaged(problem: string): SundialError {
    return new SundialError('stage-file-changed', { file: this.file, problem });
  }
}
