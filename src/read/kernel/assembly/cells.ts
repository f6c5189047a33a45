// Reads cells into typed columns; a text that the typed value would not print identically goes to the map as well.
import { add1, appendString, keep, SEVERITY_NUMBER } from './columns';
import { addTags, oddAddress, oddNumber, oddSeverity, oddTime } from './odd';
import {
  canonicalHttpTime,
  canonicalIpv4,
  canonicalNumber,
  canonicalSeverity,
  canonicalTime,
  readHex,
} from './values';
import { forget, indexOfWord } from './words';

/** Kinds of columns, in the order in which kernel-plan.ts lists them. */
const TEXT = 0;
const WORD = 1;
const U16 = 2;
const U32 = 3;
const TIME = 4;
const TAGS = 5;
const SEVERITY = 6;
const RANGE = 7;
const ADDRESS = 8;
const CARRIED_NUMBER = 9;
const CARRIED_TIME = 10;
const CARRIED_HTTP_TIME = 11;
const HEX_COLONS = 12;
const HEX_LOWER = 13;
// The remaining kind is hexadecimal in upper case, 14.

/** A reader: words of 4 bytes at these offsets. Columns are sparse, as in sparse-columns.ts. */
const KIND: usize = 0;
const CELL: usize = 4;
/** The write address, and the number of rows of the run that have a value or were filled with zeros. */
const AT: usize = 8;
const FILLED: usize = 12;
/** Bytes of a `hex` value; 0 for values of varying length. */
const SIZE: usize = 16;
/** The second column of a range, or the memory of words. */
const OTHER: usize = 20;
/** The column's number in TypeScript. */
const NUMBER: usize = 24;
const FIRST: usize = 28;
const OTHER_FIRST: usize = 32;
export const READER_BYTES: usize = 36;

/** The most bytes of a value of varying length; longer texts are not serial numbers (carried.ts). */
const LONGEST_HEX: u32 = 64;
/** The buffer for bytes that are checked before they are written to their column. */
const BYTES = memory.data(80, 16);

/** Empties a reader's column. */
export function emptyReader(reader: usize): void {
  store<u32>(reader, load<u32>(reader, FIRST), AT);
  store<u32>(reader, 0, FILLED);
  if (load<u32>(reader, KIND) === RANGE) store<u32>(reader, load<u32>(reader, OTHER_FIRST), OTHER);
}

/** Forgets a reader's words. */
export function forgetWords(reader: usize): void {
  if (load<u32>(reader, KIND) === WORD) forget(load<u32>(reader, OTHER));
}

/** Adds the cell of a reader. `severity` applies to rows that have no severity of their own. */
export function readCell(reader: usize, row: u32, starts: usize, ends: usize, severity: u32): void {
  const cell = load<u32>(reader, CELL);
  const start = load<u32>(starts + (cell << 2));
  const end = load<u32>(ends + (cell << 2));
  const kind = load<u32>(reader, KIND);
  if (start === end) {
    if (kind === SEVERITY) add1(SEVERITY_NUMBER, severity);
    return;
  }
  let isKept = false;
  switch (kind) {
    case TEXT: {
      const to = turnTo(reader, row, 1);
      store<u32>(reader, <u32>appendString(to, start, end - start), AT);
      break;
    }
    case WORD: {
      const to = turnTo(reader, row, 2);
      store<u16>(to, <u16>indexOfWord(load<u32>(reader, OTHER), load<u32>(reader, NUMBER), start, end));
      store<u32>(reader, <u32>to + 2, AT);
      break;
    }
    case U16: {
      const value = canonicalNumber(start, end, 0xffff);
      isKept = value === 0;
      const to = turnTo(reader, row, 2);
      store<u16>(to, <u16>(isKept ? oddNumber(0xffff, start, end) : value));
      store<u32>(reader, <u32>to + 2, AT);
      break;
    }
    case U32: {
      const value = canonicalNumber(start, end, 0xffff_ffff);
      isKept = value === 0;
      write4(reader, row, isKept ? oddNumber(0xffff_ffff, start, end) : value);
      break;
    }
    case TIME: {
      const value = canonicalTime(start, end);
      isKept = value === 0;
      write4(reader, row, isKept ? oddTime(start, end) : value);
      break;
    }
    case TAGS: {
      isKept = !addTags(row, start, end);
      break;
    }
    case SEVERITY: {
      let value = canonicalSeverity(start, end);
      isKept = value === 0;
      if (isKept) value = oddSeverity(start, end);
      add1(SEVERITY_NUMBER, value === 0 ? severity : value);
      const to = turnTo(reader, row, 1);
      store<u8>(to, value);
      store<u32>(reader, <u32>to + 1, AT);
      break;
    }
    case RANGE: {
      isKept = !readAddress(true, start, end);
      writeRange(reader, row);
      break;
    }
    case ADDRESS: {
      isKept = !readAddress(false, start, end);
      const to = turnTo(reader, row, 16);
      v128.store(to, v128.load(BYTES));
      store<u32>(reader, <u32>to + 16, AT);
      break;
    }
    case CARRIED_NUMBER: {
      isKept = !write4IfAny(reader, row, canonicalNumber(start, end, 0xffff_ffff));
      break;
    }
    case CARRIED_TIME: {
      isKept = !write4IfAny(reader, row, canonicalTime(start, end));
      break;
    }
    case CARRIED_HTTP_TIME: {
      isKept = !write4IfAny(reader, row, canonicalHttpTime(start, end));
      break;
    }
    default:
      isKept = !writeHex(reader, kind, row, start, end);
  }
  if (isKept) keep(cell, start, end);
}

/** The address for a row's value. Fills the rows since the last value with zeros of `width` bytes. */
function turnTo(reader: usize, row: u32, width: u32): usize {
  const to: usize = load<u32>(reader, AT);
  const filled = load<u32>(reader, FILLED);
  store<u32>(reader, row + 1, FILLED);
  if (filled === row) return to;
  const missing = <usize>(row - filled) * width;
  memory.fill(to, 0, missing);
  return to + missing;
}

function write4(reader: usize, row: u32, value: u32): void {
  const to = turnTo(reader, row, 4);
  store<u32>(to, value);
  store<u32>(reader, <u32>to + 4, AT);
}

/** Writes nothing and returns false for 0, which means that the text is not canonical. */
function write4IfAny(reader: usize, row: u32, value: u32): bool {
  if (value === 0) return false;
  write4(reader, row, value);
  return true;
}

/** Writes the first and last address of a cell to `BYTES`; false if the text has to be kept. */
function readAddress(isRange: bool, start: u32, end: u32): bool {
  if (!canonicalIpv4(start, end, BYTES)) return oddAddress(isRange, start, end, BYTES);
  v128.store(BYTES, v128.load(BYTES), 16);
  return true;
}

function writeRange(reader: usize, row: u32): void {
  const missing: usize = (<usize>(row - load<u32>(reader, FILLED))) << 4;
  const to = turnTo(reader, row, 16);
  v128.store(to, v128.load(BYTES));
  store<u32>(reader, <u32>to + 16, AT);
  const last: usize = load<u32>(reader, OTHER);
  memory.fill(last, 0, missing);
  v128.store(last + missing, v128.load(BYTES, 16));
  store<u32>(reader, <u32>(last + missing) + 16, OTHER);
}

/** False if the text is not canonical, or if a fixed-size value would be all zeros, which means that there is no value. */
function writeHex(reader: usize, kind: u32, row: u32, start: u32, end: u32): bool {
  const size = load<u32>(reader, SIZE);
  const letter: u32 = kind === HEX_LOWER ? 0x61 : 0x41;
  const stride: u32 = kind === HEX_COLONS ? 3 : 2;
  const length = readHex(start, end, BYTES, size === 0 ? LONGEST_HEX : size, stride, letter);
  if (length === 0) return false;
  if (size === 0) {
    const to = turnTo(reader, row, 1);
    store<u32>(reader, <u32>appendString(to, <u32>BYTES, length), AT);
    return true;
  }
  if (length !== size || isZero(size)) return false;
  const to = turnTo(reader, row, size);
  memory.copy(to, BYTES, size);
  store<u32>(reader, <u32>to + size, AT);
  return true;
}

/** Whether the first `size` bytes of `BYTES` are zeros. */
function isZero(size: u32): bool {
  for (let at: u32 = 0; at < size; at++) if (load<u8>(BYTES + at) !== 0) return false;
  return true;
}
