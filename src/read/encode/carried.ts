// Writes those cells of carried columns whose text is canonical; the map keeps the others.
import { CARRIED_COLUMNS, type CarriedColumn } from '../../domain/carried-columns.js';
import { type SparseColumn, ValueColumn, WordColumn } from './sparse-columns.js';
import { canonicalHttpTime, canonicalNumber, canonicalTime, HexReader } from './values.js';

/** Writes a non-empty cell of a row; false if its text is not canonical, so that the map has to keep it. */
type Write = (row: number, bytes: Buffer, start: number, end: number) => boolean;

/** A carried column of the block under construction. */
export interface CarriedWriter {
  readonly column: SparseColumn;
  readonly write: Write;
}

const LARGEST = 0xffff_ffff;

/** New columns, in the table's order. */
export function carriedWriters(): ReadonlyMap<string, CarriedWriter> {
  return new Map(CARRIED_COLUMNS.map((column) => [column.name, writerOf(column)]));
}

function writerOf(declared: CarriedColumn): CarriedWriter {
  const { name, kind } = declared;
  switch (kind) {
    case 'word': {
      const column = new WordColumn(name);
      return { column, write: (row, bytes, start, end) => setWord(column, row, bytes, start, end) };
    }
    case 'text': {
      const column = new ValueColumn(name, 'String', 1);
      return { column, write: (row, bytes, start, end) => setText(column, row, bytes, start, end) };
    }
    case 'number':
      return numberWriter(new ValueColumn(name, 'UInt32', 4), (bytes, start, end) =>
        canonicalNumber(bytes, start, end, LARGEST),
      );
    case 'time':
      return numberWriter(new ValueColumn(name, "DateTime('UTC')", 4), canonicalTime);
    case 'http_time':
      return numberWriter(new ValueColumn(name, "DateTime('UTC')", 4), canonicalHttpTime);
    default:
      return hexWriter(declared);
  }
}

function setWord(column: WordColumn, row: number, bytes: Buffer, start: number, end: number): boolean {
  column.set(row, bytes, start, end);
  return true;
}

function setText(column: ValueColumn, row: number, bytes: Buffer, start: number, end: number): boolean {
  column.turnTo(row);
  column.string(bytes, start, end);
  return true;
}

/** @param read the number of a canonical text, -1 for others; never 0, which means that there is no value */
function numberWriter(
  column: ValueColumn,
  read: (bytes: Buffer, start: number, end: number) => number,
): CarriedWriter {
  const write: Write = (row, bytes, start, end) => {
    const value = read(bytes, start, end);
    if (value <= 0) return false;
    column.turnTo(row);
    column.u32(value);
    return true;
  };
  return { column, write };
}

/** The most bytes of a value of varying length. Longer texts are not serial numbers and stay in the map. */
const LONGEST_HEX = 64;

function hexWriter({ name, form, bytes: size }: CarriedColumn): CarriedWriter {
  const read = new HexReader(form!, size ?? LONGEST_HEX);
  const column =
    size === undefined
      ? new ValueColumn(name, 'String', 1)
      : new ValueColumn(name, `FixedString(${size})`, size);
  const write: Write = (row, bytes, start, end) => {
    const length = read.into(bytes, start, end);
    // A fixed-size value of zeros would mean that there is no value.
    if (length === 0 || (size !== undefined && (length !== size || read.isZero))) return false;
    column.turnTo(row);
    if (size === undefined) column.string(read.bytes, 0, length);
    else column.raw(read.bytes, 0, length);
    return true;
  };
  return { column, write };
}
