// Appends values to the columns in which every row has a value, and to the map, in regions that TypeScript allocated.
import { copyText } from './arena';

/** The positions of these columns' write addresses, in the order of kernel-plan.ts. */
export const LINE: usize = 0;
export const KEY: usize = 4;
export const SUBJECT_KIND: usize = 8;
export const SUBJECT_FIRST: usize = 12;
export const SUBJECT_LAST: usize = 16;
export const SUBJECT_TEXT: usize = 20;
export const SEVERITY_NUMBER: usize = 24;
const MAP_KEYS: usize = 28;
const MAP_VALUES: usize = 32;
const MAP_OFFSETS: usize = 36;
const COLUMNS = 10;

/** The address of the columns' write addresses, which are followed by the addresses at which the columns begin. */
let columns: usize = 0;
/** For each cell, the index of its name in the map's dictionary, as UInt16. */
let names: usize = 0;
/** The number of pairs in the block's map. */
let pairs: u32 = 0;

/** Takes the columns and the cells' names. `mapPairs` is the number of pairs that the map has already. */
export function takeColumns(columnsAt: usize, namesAt: usize, mapPairs: u32): void {
  columns = columnsAt;
  names = namesAt;
  pairs = mapPairs;
}

/** Empties all columns. */
export function emptyColumns(): void {
  memory.copy(columns, columns + 4 * COLUMNS, 4 * COLUMNS);
}

/** Adds a cell's text to the map. */
export function keep(cell: u32, start: u32, end: u32): void {
  const keys: usize = load<u32>(columns, MAP_KEYS);
  store<u16>(keys, load<u16>(names + (cell << 1)));
  store<u32>(columns, <u32>keys + 2, MAP_KEYS);
  const values: usize = load<u32>(columns, MAP_VALUES);
  store<u32>(columns, <u32>appendString(values, start, end - start), MAP_VALUES);
  pairs++;
}

/** Ends a row of the map. */
export function endMapRow(): void {
  const offsets: usize = load<u32>(columns, MAP_OFFSETS);
  store<u64>(offsets, pairs);
  store<u32>(columns, <u32>offsets + 8, MAP_OFFSETS);
}

/** Writes a String value: its length in groups of 7 bits, then its bytes. Returns the address after the value. */
export function appendString(to: usize, start: u32, length: u32): usize {
  let rest = length;
  for (; rest > 0x7f; rest >>= 7) store<u8>(to++, (rest & 0x7f) | 0x80);
  store<u8>(to++, rest);
  copyText(to, start, length);
  return to + length;
}

/** Adds text to a column of String values. */
export function addString(column: usize, start: u32, length: u32): void {
  const to: usize = load<u32>(columns + column);
  store<u32>(columns + column, <u32>appendString(to, start, length));
}

export function add1(column: usize, value: u32): void {
  const to: usize = load<u32>(columns + column);
  store<u8>(to, value);
  store<u32>(columns + column, <u32>to + 1);
}

export function add4(column: usize, value: u32): void {
  const to: usize = load<u32>(columns + column);
  store<u32>(to, value);
  store<u32>(columns + column, <u32>to + 4);
}

export function add16(column: usize, from: usize): void {
  const to: usize = load<u32>(columns + column);
  v128.store(to, v128.load(from));
  store<u32>(columns + column, <u32>to + 16);
}

/** Reserves the next value of a column and returns its address, to which the caller writes 16 bytes. */
export function room16(column: usize): usize {
  const to: usize = load<u32>(columns + column);
  store<u32>(columns + column, <u32>to + 16);
  return to;
}
