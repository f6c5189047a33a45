// Cuts scanned bytes into records, as src/records/csv.ts does, and leaves odd records to that code.
import { COMMA, CR, LF, QUOTE } from './scan';

/** The end-of-file mark of old Windows programs, which may be alone in a record or precede a repeated header. */
const CTRL_Z = 0x1a;

/**
 * The results of `cut`: a record; the end of the bytes within a record; an odd record, which TypeScript has to read; or
 * a blank line.
 */
export const RECORD = 0;
export const MORE = 1;
export const ODD = 2;
export const BLANK = 3;

/** The beginning of the next record, the first mark that is not before it, and the end of the bytes. */
export let at: u32 = 0;
let mark: usize = 0;
let end: u32 = 0;
/** Line breaks in the last record or blank line, including the line break at its end. */
export let breaks: u32 = 0;

let starts: usize = 0;
let ends: usize = 0;
/** The most cells of a record, and the most line breaks in a cell. */
let cells: u32 = 0;
let cellBreaks: u32 = 0;
/** The header's first cell, which identifies repeated headers; a length of 0 means that there is no header. */
let header: usize = 0;
let headerLength: u32 = 0;

/** Takes from a plan the lists for the bounds of cells (addresses of 4 bytes each) and the limits that make records odd. */
export function cutBy(plan: usize): void {
  starts = load<u32>(plan, 0);
  ends = load<u32>(plan, 4);
  cells = load<u32>(plan, 8);
  cellBreaks = load<u32>(plan, 12);
  header = load<u32>(plan, 20);
  headerLength = load<u32>(plan, 24);
}

/** Starts with new bytes, whose marks are at `marks`. */
export function cutFrom(from: u32, to: u32, marks: usize): void {
  at = from;
  end = to;
  mark = marks;
}

/** Continues at a later record of the same bytes. */
export function continueAt(from: u32): void {
  at = from;
  while (load<u32>(mark) < from) mark += 4;
}

/** Advances past the next record and sets its missing cells to empty; does not advance if the record is odd. */
export function cut(): i32 {
  let byte: u32 = at < end ? load<u8>(at) : 0;
  if (at >= end) return MORE;
  if (byte === LF || byte === CR) return passBlank(byte);
  let from = at;
  let next = mark;
  let found: u32 = 0;
  let lines: u32 = 1;
  do {
    if (found === cells) return ODD;
    const cell = (<usize>found) << 2;
    found++;
    let to = load<u32>(next);
    if (from < end && load<u8>(from) === QUOTE) {
      store<u32>(starts + cell, from + 1);
      next += 4;
      let doubled = false;
      let inside: u32 = 0;
      for (;;) {
        to = load<u32>(next);
        if (to + 1 >= end) return MORE;
        byte = load<u8>(to);
        const after: u32 = load<u8>(to, 1);
        next += 4;
        if (byte === QUOTE) {
          if (after !== QUOTE) break;
          doubled = true;
          next += 4;
        } else if (byte === LF || (byte === CR && after !== LF)) inside++;
      }
      if (inside > cellBreaks) return ODD;
      lines += inside;
      const last = doubled ? withoutDoubled(load<u32>(starts + cell), to) : to;
      const closed = to + 1;
      to = load<u32>(next);
      byte = load<u8>(to);
      while (byte === QUOTE && to < end) {
        next += 4;
        to = load<u32>(next);
        byte = load<u8>(to);
      }
      if (to >= end) return MORE;
      // Text after the closing quote belongs to the cell literally.
      if (to > closed) memory.copy(last, closed, to - closed);
      store<u32>(ends + cell, last + to - closed);
    } else {
      byte = load<u8>(to);
      while (byte === QUOTE && to < end) {
        next += 4;
        to = load<u32>(next);
        byte = load<u8>(to);
      }
      if (to >= end) return MORE;
      store<u32>(starts + cell, from);
      store<u32>(ends + cell, to);
    }
    next += 4;
    from = to + 1;
  } while (byte === COMMA);
  if (byte === CR) {
    if (from >= end) return MORE;
    if (load<u8>(from) === LF) {
      from++;
      next += 4;
    }
  }
  if (isHeader()) return ODD;
  for (; found < cells; found++) {
    store<u32>(starts + ((<usize>found) << 2), 0);
    store<u32>(ends + ((<usize>found) << 2), 0);
  }
  at = from;
  mark = next;
  breaks = lines;
  return RECORD;
}

/** Passes over a blank line. */
function passBlank(byte: u32): i32 {
  let next = at + 1;
  if (byte === CR) {
    if (next >= end) return MORE;
    if (load<u8>(next) === LF) {
      next++;
      mark += 4;
    }
  }
  at = next;
  mark += 4;
  breaks = 1;
  return BLANK;
}

/** Whether the record may repeat the header: its first cell is that of the header, or an end-of-file mark. */
function isHeader(): bool {
  const start = load<u32>(starts);
  if (start < load<u32>(ends) && load<u8>(start) === CTRL_Z) return true;
  if (headerLength === 0 || load<u32>(ends) - start !== headerLength) return false;
  return memory.compare(start, header, headerLength) === 0;
}

/** Replaces doubled quotes in a cell by single quotes, in place; returns the cell's new end. */
function withoutDoubled(from: u32, end: u32): u32 {
  let to = from;
  while (from < end) {
    const byte = load<u8>(from++);
    store<u8>(to++, byte);
    if (byte === QUOTE) from++;
  }
  return to;
}
