// Cuts the bytes of a message into headers and bodies at the delimiters of its multiparts (RFC 2046, 5.1.1).
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';

/** A multipart whose last delimiter has not been read yet. */
export interface OpenMultipart {
  readonly boundary: string;
  /** The subtype after `multipart/`. */
  readonly subtype: string;
}

/** A delimiter line. */
export interface Delimiter {
  /** The open multipart to which it belongs, 0 being the outermost. */
  readonly level: number;
  /** Whether it closes the multipart, so that no further part follows. */
  readonly isLast: boolean;
}

/** Boundaries have up to 70 characters (RFC 2046, 5.1.1); longer lines than these are never delimiters. */
const DELIMITER_BYTES = 2048;
const LINE_FEED = 0x0a;
const DASH = 0x2d;
/** A line break and the dashes that may begin a delimiter after it, which the next chunk may complete. */
const UNDECIDED_BYTES = 4;
/** Field names of messages begin with a letter, unlike rows of a report, in which times contain colons. */
const FIELD = /^[A-Za-z][\w.-]*[ \t]*:/;

/** A position in `bytes` up to which everything is content, and the delimiter at that position. */
interface Found {
  readonly content: number;
  readonly delimiter?: Delimiter;
  /** The offset of the bytes after the delimiter's line. */
  readonly behind?: number;
}

/** Reads a message from its beginning, header and body in turn. Holds at most one chunk and one line. */
export class Delimited {
  /** The open multiparts, the outermost first; the caller opens and closes them. */
  readonly open: OpenMultipart[] = [];
  /** The delimiter after the last header or body; undefined at the end of the message. */
  ending: Delimiter | undefined;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private bytes: Buffer = Buffer.alloc(0);
  private isExhausted = false;
  private isLineStart = true;
  private hasEnded = false;

  /** @param file the message's name in errors */
  constructor(
    raw: AsyncIterable<Uint8Array>,
    private readonly file: string,
  ) {
    this.chunks = raw[Symbol.asyncIterator]();
  }

  /**
   * Reads a header: its fields with their folds, without the empty line after them. If that line is missing, the body
   * begins with the first line that is not a field, unless another field follows: then the line is skipped.
   *
   * @throws SundialError `mail-unreadable` for a header that is too long
   */
  async header(): Promise<string[]> {
    this.resume();
    const fields: string[] = [];
    let bytes = 0;
    for (let line = await this.line(); line !== undefined; line = await this.line()) {
      bytes += line.length;
      if (bytes > LIMITS.mailHeaderBytes) throw this.tooLong();
      if (/^\r?\n$/.test(line)) return fields;
      const delimiter = delimiterOf(line, this.open);
      if (delimiter) {
        this.end(delimiter);
        return fields;
      }
      if (/^[ \t]/.test(line) && fields.length > 0) fields[fields.length - 1] += line;
      else if (FIELD.test(line)) fields.push(line);
      else if (!(await this.isBeforeField())) {
        this.bytes = Buffer.concat([Buffer.from(line, 'latin1'), this.bytes]);
        return fields;
      }
    }
    this.end(undefined);
    return fields;
  }

  /**
   * The body up to the next delimiter of an open multipart; the line break before the delimiter belongs to the
   * delimiter.
   */
  async *body(): AsyncGenerator<Buffer> {
    while (!this.hasEnded) {
      const { content, delimiter, behind = content } = this.find();
      const piece = this.bytes.subarray(0, content);
      this.bytes = this.bytes.subarray(behind);
      if (delimiter) this.end(delimiter);
      else if (this.isExhausted) this.end(undefined);
      else if (content > 0) this.isLineStart = false;
      if (piece.length > 0) yield piece;
      else if (!this.hasEnded) await this.fill();
    }
  }

  /** Skips the rest of a body. */
  async skip(): Promise<void> {
    for await (const _ of this.body());
  }

  /** Continues after a delimiter. */
  resume(): void {
    this.hasEnded = false;
    this.ending = undefined;
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private end(delimiter: Delimiter | undefined): void {
    this.ending = delimiter;
    this.hasEnded = true;
    this.isLineStart = true;
  }

  private find(): Found {
    const { bytes, open, isExhausted } = this;
    if (open.length === 0) return { content: bytes.length };
    for (let start = this.dashes(-1); start >= 0; start = this.dashes(start)) {
      const feed = bytes.indexOf(LINE_FEED, start);
      const behind = feed < 0 ? bytes.length : feed + 1;
      if (behind - start > DELIMITER_BYTES) continue;
      if (feed < 0 && !isExhausted) return { content: lineBreakBefore(bytes, start) };
      const delimiter = delimiterOf(bytes.toString('latin1', start, behind), open);
      if (delimiter) return { content: lineBreakBefore(bytes, start), delimiter, behind };
    }
    return { content: isExhausted ? bytes.length : Math.max(0, bytes.length - UNDECIDED_BYTES) };
  }

  /** The offset of the next line after `after` that begins with two dashes; -1 if there is none. */
  private dashes(after: number): number {
    if (after < 0 && this.isLineStart && this.bytes[0] === DASH && this.bytes[1] === DASH) return 0;
    const feed = this.bytes.indexOf('\n--', Math.max(0, after), 'latin1');
    return feed < 0 ? -1 : feed + 1;
  }

  /** The next line with its end, as Latin-1; undefined at the end of the message. */
  private async line(): Promise<string | undefined> {
    const feed = await this.lineFeed();
    const end = feed < 0 ? this.bytes.length : feed + 1;
    if (end === 0) return undefined;
    const line = this.bytes.toString('latin1', 0, end);
    this.bytes = this.bytes.subarray(end);
    return line;
  }

  private async isBeforeField(): Promise<boolean> {
    const feed = await this.lineFeed();
    return FIELD.test(this.bytes.toString('latin1', 0, feed < 0 ? this.bytes.length : feed));
  }

  private async lineFeed(): Promise<number> {
    let feed = this.bytes.indexOf(LINE_FEED);
    for (let seen = this.bytes.length; feed < 0 && (await this.fill()); seen = this.bytes.length) {
      if (this.bytes.length > LIMITS.mailHeaderBytes) throw this.tooLong();
      feed = this.bytes.indexOf(LINE_FEED, seen);
    }
    return feed;
  }

  /** Adds a chunk; false if there are no more. */
  private async fill(): Promise<boolean> {
    const step = await this.chunks.next();
    if (step.done) {
      this.isExhausted = true;
      return false;
    }
    const chunk = Buffer.from(step.value.buffer, step.value.byteOffset, step.value.byteLength);
    this.bytes = this.bytes.length > 0 ? Buffer.concat([this.bytes, chunk]) : chunk;
    return true;
  }

  private tooLong(): SundialError {
    const problem = 'has a header that is too long';
    return new SundialError('mail-unreadable', { file: this.file, problem });
  }
}

/** The delimiter in a line, which may end with blanks. Programs that use a boundary twice mean the inner one. */
function delimiterOf(line: string, open: readonly OpenMultipart[]): Delimiter | undefined {
  if (!line.startsWith('--')) return undefined;
  const text = line.slice(2).trimEnd();
  for (let level = open.length - 1; level >= 0; level--) {
    const { boundary } = open[level]!;
    if (text === boundary) return { level, isLast: false };
    if (text.length === boundary.length + 2 && text === `${boundary}--`) return { level, isLast: true };
  }
  return undefined;
}

/** The offset of the line break before a position. */
function lineBreakBefore(bytes: Buffer, at: number): number {
  if (at === 0 || bytes[at - 1] !== LINE_FEED) return at;
  return at > 1 && bytes[at - 2] === 0x0d ? at - 2 : at - 1;
}
