// Cuts CSV bytes into records and cells exactly as Python's csv module does (decisions.md#the-reference-reading),
// and resynchronises where an unclosed quote would swallow the rest of the file.

import { LIMITS } from '../domain/limits.js';
import { FedBuffer } from './fed-buffer.js';
import { textOf } from './text-of.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;
const START_BYTES = 1024 * 1024;

/**
 * The result of `next()`: a record whose cells can be read, a blank line, a broken record (see `problem`), a need for
 * more bytes, or the end.
 */
export type Found = 'record' | 'blank' | 'broken' | 'more' | 'end';

/**
 * Takes chunks and returns one record at a time as offsets into its own buffer, so that cells reach the store without
 * becoming JavaScript strings.
 *
 * Call `push` with the next chunk whenever `next()` returns 'more', and `finish` after the last chunk.
 */
export class CsvReader extends FedBuffer {
  /** Cells of the current record; starts and ends are offsets into `buffer`. */
  count = 0;
  starts = new Int32Array(256);
  ends = new Int32Array(256);
  /** 1 if the cell contains quotes that `decode` has to resolve. */
  private quoted = new Uint8Array(256);
  /** Physical line (1-based) and byte offset at which the current record begins. */
  line = 0;
  offset = 0;
  /** Why the current record is broken. */
  problem: 'unclosed quote' | 'record too long' = 'unclosed quote';

  private recordStart = 0;
  private recordEnd = 0;
  private nextLine = 1;
  private skipping = false;

  constructor(private readonly recordBytes: number = LIMITS.recordBytes) {
    super(START_BYTES);
  }

  /** Advances to the next record; its cells stay readable until `next` or `push` is called again. */
  next(): Found {
    if (this.skipping && !this.skipLine()) return this.finished ? 'end' : 'more';
    if (this.consumed === 0 && this.position === 0 && !this.skipByteOrderMark()) return 'more';
    const { position } = this;
    if (position >= this.length) return this.finished ? 'end' : 'more';
    if (this.isTooEarly()) return 'more';
    this.line = this.nextLine;
    this.offset = this.consumed + position;
    this.recordStart = position;
    return this.cut(position);
  }

  /**
   * The bytes that are not cut yet, for a faster cutter that begins with a record; undefined in the middle of a broken
   * one, and before the first. They stay as they are until the next call of `push`.
   */
  uncut(): { readonly bytes: Buffer; readonly offset: number; readonly line: number } | undefined {
    if (this.skipping || this.recordEnd === 0 || this.position === this.length) return undefined;
    const { position, consumed } = this;
    return {
      bytes: this.buffer.subarray(position, this.length),
      offset: consumed + position,
      line: this.nextLine,
    };
  }

  /** Continues after records that another cutter has cut. */
  passOver(bytes: number, lineBreaks: number): void {
    this.position += bytes;
    this.enough = 0;
    this.nextLine += lineBreaks;
  }

  /** The raw bytes of the current record, at most `limit` of them, and their full number. */
  raw(limit: number): { bytes: Buffer; total: number } {
    const end = this.recordEnd;
    return {
      bytes: Buffer.from(this.buffer.subarray(this.recordStart, Math.min(end, this.recordStart + limit))),
      total: end - this.recordStart,
    };
  }

  /** Resolves the quotes of all cells in place. Afterwards `raw` returns the decoded bytes. */
  decode(): void {
    for (let i = 0; i < this.count; i++) if (this.quoted[i]) this.decodeCell(i);
  }

  /** One cell as text, for headers and messages; only after `decode`. Bytes that are not UTF-8 are escaped. */
  text(cell: number): string {
    return textOf(this.buffer.subarray(this.starts[cell], this.ends[cell]));
  }

  private decodeCell(cell: number): void {
    const { buffer } = this;
    const end = this.ends[cell]!;
    let from = this.starts[cell]!;
    let to = from;
    while (from < end) {
      const byte = buffer[from++]!;
      if (byte !== QUOTE) buffer[to++] = byte;
      else if (from < end && buffer[from] === QUOTE) {
        buffer[to++] = QUOTE;
        from++;
      } else {
        // The quote is closed; any text after it belongs to the cell literally.
        buffer.copyWithin(to, from, end);
        to += end - from;
        break;
      }
    }
    this.ends[cell] = to;
    this.quoted[cell] = 0;
  }

  /** Cuts the record that starts at `position`. */
  private cut(position: number): Found {
    const { buffer, length } = this;
    let at = position;
    let breaks = 0;
    this.count = 0;
    const first = buffer[at];
    if (first === LF || first === CR) {
      const end = this.lineEnd(at);
      if (end < 0) return this.more(position);
      return this.done('blank', end, 1);
    }
    for (;;) {
      if (this.count === this.starts.length) this.widen();
      const cell = this.count;
      if (at < length && buffer[at] === QUOTE) {
        const opened = at;
        let cellBreaks = 0;
        let needsDecoding = 0;
        this.starts[cell] = ++at;
        for (;;) {
          while (at < length && buffer[at] !== QUOTE) {
            const byte = buffer[at++];
            if (byte === LF || (byte === CR && buffer[at] !== LF)) cellBreaks++;
          }
          if (cellBreaks > LIMITS.cellLineBreaks) return this.broken('unclosed quote', opened, breaks);
          if (at >= length) {
            if (this.finished) return this.broken('unclosed quote', opened, breaks);
            return this.more(position);
          }
          // at is on a quote: doubled, closing, or followed by text that Python appends
          if (at + 1 < length && buffer[at + 1] === QUOTE) {
            needsDecoding = 1;
            at += 2;
            continue;
          }
          break;
        }
        breaks += cellBreaks;
        const closed = at++;
        const after = at < length ? buffer[at] : LF;
        if (after === COMMA || after === LF || after === CR) {
          this.ends[cell] = closed;
        } else {
          needsDecoding = 1;
          at = this.unquotedEnd(at);
          this.ends[cell] = at;
        }
        this.quoted[cell] = needsDecoding;
      } else {
        this.starts[cell] = at;
        while (at < length) {
          // One comparison suffices for nearly every byte: all bytes that end a cell are at or below the comma.
          const byte = buffer[at]!;
          if (byte <= COMMA && (byte === COMMA || byte === LF || byte === CR)) break;
          at++;
        }
        this.ends[cell] = at;
        this.quoted[cell] = 0;
      }
      if (at >= length) {
        if (!this.finished) return this.more(position);
        this.count++;
        return this.done('record', at, breaks);
      }
      this.count++;
      if (buffer[at] === COMMA) {
        at++;
        continue;
      }
      const end = this.lineEnd(at);
      if (end < 0) return this.more(position);
      return this.done('record', end, breaks + 1);
    }
  }

  private unquotedEnd(from: number): number {
    const { buffer, length } = this;
    let at = from;
    while (at < length && buffer[at] !== COMMA && buffer[at] !== LF && buffer[at] !== CR) at++;
    return at;
  }

  /** The offset after the line break at `at`, or -1 if the LF of a CR may still follow. */
  private lineEnd(at: number): number {
    if (this.buffer[at] === LF) return at + 1;
    if (at + 1 < this.length) return this.buffer[at + 1] === LF ? at + 2 : at + 1;
    return this.finished ? at + 1 : -1;
  }

  private done(found: 'record' | 'blank', end: number, breaks: number): Found {
    // Applies even if the record came in one chunk: records must not depend on how the bytes are divided into chunks.
    if (end - this.recordStart > this.recordBytes) return this.broken('record too long', this.recordStart, 0);
    this.recordEnd = end;
    this.position = end;
    this.nextLine = this.line + breaks;
    return found;
  }

  private more(position: number): Found {
    if (this.length - position > this.recordBytes) return this.broken('record too long', position, 0);
    return this.unfinished(this.recordBytes);
  }

  /** Gives up the record up to the end of the line with the problem, and continues after that line. */
  private broken(problem: CsvReader['problem'], at: number, breaksBefore: number): Found {
    this.problem = problem;
    this.count = 0;
    let end = at;
    while (end < this.length && this.buffer[end] !== LF && this.buffer[end] !== CR) end++;
    this.recordEnd = end;
    this.position = end;
    this.nextLine = this.line + breaksBefore;
    this.skipping = true;
    return 'broken';
  }

  /** Skips the rest of a line after a broken record, across any number of chunks. */
  private skipLine(): boolean {
    let at = this.position;
    while (at < this.length && this.buffer[at] !== LF && this.buffer[at] !== CR) at++;
    this.position = at;
    if (at >= this.length) return false;
    const end = this.lineEnd(at);
    if (end < 0) return false;
    this.position = end;
    this.nextLine++;
    this.skipping = false;
    return true;
  }

  /** False while there are too few bytes to decide. */
  private skipByteOrderMark(): boolean {
    if (this.length < 3 && !this.finished) return false;
    if (this.length >= 3 && this.buffer[0] === 0xef && this.buffer[1] === 0xbb && this.buffer[2] === 0xbf) {
      this.position = 3;
    }
    return true;
  }

  private widen(): void {
    const size = this.starts.length * 2;
    const widened = (old: Int32Array) => {
      const grown = new Int32Array(size);
      grown.set(old);
      return grown;
    };
    this.starts = widened(this.starts);
    this.ends = widened(this.ends);
    const quoted = new Uint8Array(size);
    quoted.set(this.quoted);
    this.quoted = quoted;
  }
}
