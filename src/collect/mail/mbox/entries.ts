// Finds the messages in an mbox file, and reads them without the quote marks that the format adds to their lines.
import type { FileHandle } from 'node:fs/promises';
import { fileRange } from '../../unpack/content.js';

/** The position of one message in the file. */
export interface MboxEntry {
  /** The offsets of its first byte after the separator line, and of the first byte after the message. */
  readonly start: number;
  readonly end: number;
  /** The time of delivery according to the separator. */
  readonly receivedAt?: Date;
  /** False for text before the first separator. */
  readonly separator: boolean;
}

/** Only the beginning of longer lines matters. */
const LINE_BYTES = 1024;

/**
 * A separator is a line that begins with `From `, at the beginning or after an empty line (RFC 4155, appendix A).
 * Programs that quote such lines within messages write `>From ` (mboxo), or one `>` more (mboxrd). A line that does
 * not end with a date is not a separator, because some programs do not quote at all.
 */
const SEPARATOR = /^From .*?((?:mon|tue|wed|thu|fri|sat|sun),? .*\d{4}.*)$/i;

const FROM = Buffer.from('From ');

/** Bytes before a separator that show whether the line before it is empty. */
const BEFORE = 3;

/** The messages of an mbox file in order. */
export async function* mboxEntries(handle: FileHandle): AsyncGenerator<MboxEntry> {
  let current: Omit<MboxEntry, 'end'> | undefined;
  let size = 0;
  for await (const { start, end, text } of separators(handle)) {
    size = end;
    if (current) yield { ...current, end: await withoutEmptyLine(handle, current.start, start) };
    else if (start > 0) yield { start: 0, end: start, separator: false };
    const receivedAt = deliveryTime(text);
    current = { start: end, separator: true, ...(receivedAt && { receivedAt }) };
  }
  ({ size } = await handle.stat());
  if (current) yield { ...current, end: await withoutEmptyLine(handle, current.start, size) };
  else if (size > 0) yield { start: 0, end: size, separator: false };
}

/** The empty line before the next separator belongs to the format, even at the end of the file. */
async function withoutEmptyLine(handle: FileHandle, start: number, end: number): Promise<number> {
  const tail = Buffer.alloc(Math.min(BEFORE, Math.max(0, end - start)));
  await handle.read(tail, 0, tail.length, end - tail.length);
  const empty = /\n(\r?\n)$/.exec(tail.toString('latin1'))?.[1] ?? '';
  return end - empty.length;
}

function deliveryTime(text: string): Date | undefined {
  const date = SEPARATOR.exec(text)?.[1] ?? '';
  const time = Date.parse(`${date.replace(/\s[A-Z]{2,5}(?=\s\d{4}$)/, '')} UTC`);
  return Number.isNaN(time) ? undefined : new Date(time);
}

interface Separator {
  readonly start: number;
  /** The offset after the line end. */
  readonly end: number;
  readonly text: string;
}

async function* separators(handle: FileHandle): AsyncGenerator<Separator> {
  let window: Buffer = Buffer.alloc(0);
  // The offset of the window in the file, and the first byte in it that was not examined yet.
  let base = 0;
  let from = 0;
  const search = function* (isLast: boolean): Generator<Separator> {
    for (let at = window.indexOf(FROM, from); at >= 0; at = window.indexOf(FROM, from)) {
      const lineEnd = window.indexOf(10, at);
      if (lineEnd < 0 && !isLast && window.length - at < LINE_BYTES) return;
      from = at + 1;
      const text = window.toString('latin1', at, lineEnd < 0 ? at + LINE_BYTES : lineEnd).trimEnd();
      if (lineEnd < 0 || !isAfterEmptyLine(window, at, base) || !SEPARATOR.test(text)) continue;
      yield { start: base + at, end: base + lineEnd + 1, text };
    }
    from = Math.max(from, window.length - FROM.length + 1);
  };
  for await (const chunk of fileRange({ handle, size: 0 }, 0)) {
    const kept = Math.max(0, from - BEFORE);
    window = Buffer.concat([window.subarray(kept), chunk]);
    base += kept;
    from -= kept;
    yield* search(false);
  }
  yield* search(true);
}

function isAfterEmptyLine(window: Buffer, at: number, base: number): boolean {
  if (base + at === 0) return true;
  const before = window.toString('latin1', Math.max(0, at - BEFORE), at);
  return /\n\r?\n$/.test(before) || (base + at <= 2 && /^\r?\n$/.test(before));
}

/** The bytes of one message; each line that begins with one or more `>` and `From ` loses one `>`. */
export async function* unquotedRange(handle: FileHandle, { start, end }: MboxEntry): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let isLineStart = true;
  for await (const chunk of fileRange({ handle, size: end }, start, end)) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    // A quote mark is only recognised with the whole beginning of its line.
    const lastLine = bytes.lastIndexOf(10) + 1;
    const isShortTail = bytes.length - lastLine < LINE_BYTES;
    const whole = isShortTail ? lastLine : bytes.length;
    rest = Buffer.from(bytes.subarray(whole));
    if (whole > 0) yield* unquoted(bytes.subarray(0, whole), isLineStart);
    isLineStart = whole === 0 ? isLineStart : isShortTail;
  }
  if (rest.length > 0) yield* unquoted(rest, isLineStart);
}

function* unquoted(bytes: Buffer, isLineStart: boolean): Generator<Buffer> {
  let from = 0;
  let at = bytes.indexOf(FROM);
  for (; at >= 0; at = bytes.indexOf(FROM, at + 1)) {
    let marks = at;
    while (marks > 0 && bytes[marks - 1] === 0x3e) marks -= 1;
    const begins = marks === 0 ? isLineStart : bytes[marks - 1] === 10;
    if (marks === at || !begins || marks < from) continue;
    if (marks > from) yield bytes.subarray(from, marks);
    from = marks + 1;
  }
  if (from < bytes.length) yield bytes.subarray(from);
}
