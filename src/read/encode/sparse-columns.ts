// Columns in which many rows have no value: such rows are only counted, and written before the next value.
import { type BlockColumn, Sink, type TextCells } from './native.js';

/** A column in which the rows without a value need no call. Rows are numbered from 0 within a block. */
export interface SparseColumn extends BlockColumn {
  /** Whether any row of the block has a value; otherwise the block omits the column. */
  readonly isUsed: boolean;
  /** Adds the values of rows from `row` on. `source[start, end)` is already in the column's form (words: indexes). */
  addRows(row: number, rows: number, source: Buffer, start: number, end: number): void;
}

/** A column of fixed-width or String values; a row without a value gets zeros or the empty text. */
export class ValueColumn extends Sink implements SparseColumn, TextCells {
  private filled = 0;

  /** @param width bytes of a row without a value: the values' width, 1 for texts */
  constructor(
    readonly name: string,
    readonly type: string,
    private readonly width: number,
  ) {
    super();
  }

  get isUsed(): boolean {
    return this.filled > 0;
  }

  get byteLength(): number {
    return this.length;
  }

  get texts(): Sink {
    return this;
  }

  textsBefore(row: number): number {
    return Math.min(row, this.filled);
  }

  /** Call before writing the value of a row. */
  turnTo(row: number): void {
    if (this.filled < row) this.zeros(this.width * (row - this.filled));
    this.filled = row + 1;
  }

  addRows(row: number, rows: number, source: Buffer, start: number, end: number): void {
    this.turnTo(row);
    this.filled = row + rows;
    this.raw(source, start, end);
  }

  parts(rows: number): Uint8Array[] {
    this.turnTo(rows);
    return [this.bytes.subarray(0, this.length)];
  }

  override clear(): void {
    super.clear();
    this.filled = 0;
  }
}

/** The initial slots of the hash table of words, which doubles when half of its slots are used. */
const FIRST_SLOTS = 256;
/** Version of the LowCardinality encoding. */
const ENCODING = 1;
/** The block has separate keys, which replace the dictionary; indexes are UInt16. */
const OWN_KEYS = 0x600 | 1;

/**
 * A column of LowCardinality(String). The dictionary is written here, so that the engine need not hash every row. A block
 * has fewer rows than the 65,536 words that the indexes can name.
 */
export class WordColumn implements SparseColumn {
  readonly type = 'LowCardinality(String)';
  private readonly words = new Sink();
  /** The end of each word's bytes in `texts`. */
  private readonly ends: number[] = [];
  private readonly texts = new Sink();
  private indexes = new Uint16Array(1024);
  private slots = new Int32Array(FIRST_SLOTS);
  private filled = 0;
  /** Index of the last row's word, because most rows repeat it. */
  private last = 0;

  constructor(readonly name: string) {
    this.clear();
  }

  get isUsed(): boolean {
    return this.filled > 0;
  }

  get byteLength(): number {
    return this.words.length + this.filled * 2;
  }

  /** Sets the word of a row. Rows between the last word and this row get the empty word. */
  set(row: number, source: Uint8Array, start: number, end: number): void {
    this.fill(row, 1);
    if (!this.is(this.last, source, start, end)) this.last = this.indexOf(source, start, end);
    this.indexes[row] = this.last;
  }

  addRows(row: number, rows: number, source: Buffer, start: number, end: number): void {
    this.fill(row, rows);
    source.copy(new Uint8Array(this.indexes.buffer), row * 2, start, end);
  }

  /** All words of the block, each once and after its length. */
  get dictionary(): { readonly count: number; readonly bytes: Buffer } {
    return { count: this.ends.length, bytes: this.words.bytes.subarray(0, this.words.length) };
  }

  /** The words of the rows from `from` to before `to`, each once, with one character per byte. */
  wordsOf(from: number, to: number): string[] {
    const isSeen = new Uint8Array(this.ends.length);
    for (let row = from, until = Math.min(to, this.filled); row < until; row++)
      isSeen[this.indexes[row]!] = 1;
    const words: string[] = [];
    for (let index = 1; index < isSeen.length; index++)
      if (isSeen[index] === 1)
        words.push(this.texts.bytes.toString('latin1', this.ends[index - 1], this.ends[index]));
    return words;
  }

  /** Sets the same word for rows from `row` on. */
  repeat(row: number, rows: number, word: Uint8Array): void {
    if (rows === 0) return;
    this.fill(row, rows);
    this.indexes.fill(this.indexOf(word, 0, word.length), row, row + rows);
  }

  /** Makes room for the words of rows from `row` on; earlier rows without a word get the empty word. */
  private fill(row: number, rows: number): void {
    const needed = row + rows;
    if (needed > this.indexes.length) {
      const grown = new Uint16Array(Math.max(this.indexes.length * 2, needed));
      grown.set(this.indexes);
      this.indexes = grown;
    }
    if (this.filled < row) this.indexes.fill(0, this.filled, row);
    this.filled = needed;
  }

  parts(rows: number): Uint8Array[] {
    if (this.filled < rows) this.set(rows - 1, NO_BYTES, 0, 0);
    const head = new Sink(32);
    head.u64(ENCODING);
    head.u64(OWN_KEYS);
    head.u64(this.ends.length);
    const count = new Sink(8);
    count.u64(rows);
    const used = (sink: Sink) => sink.bytes.subarray(0, sink.length);
    return [used(head), used(this.words), used(count), new Uint8Array(this.indexes.buffer, 0, rows * 2)];
  }

  clear(): void {
    this.filled = 0;
    this.last = 0;
    this.words.clear();
    this.texts.clear();
    this.ends.length = 0;
    this.slots.fill(0);
    this.add(NO_BYTES, 0, 0);
  }

  private is(index: number, source: Uint8Array, start: number, end: number): boolean {
    const to = this.ends[index]!;
    const from = index === 0 ? 0 : this.ends[index - 1]!;
    if (to - from !== end - start) return false;
    const { bytes } = this.texts;
    for (let at = start, known = from; at < end; ) if (source[at++] !== bytes[known++]) return false;
    return true;
  }

  /** The index of a word in this block's dictionary. Adds the word if it is new. */
  indexOf(source: Uint8Array, start: number, end: number): number {
    let slot = hashOf(source, start, end) & (this.slots.length - 1);
    for (let index = this.slots[slot]!; index !== 0; index = this.slots[slot]!) {
      if (this.is(index - 1, source, start, end)) return index - 1;
      slot = (slot + 1) & (this.slots.length - 1);
    }
    return this.add(source, start, end);
  }

  private add(source: Uint8Array, start: number, end: number): number {
    this.words.string(source, start, end);
    this.texts.raw(source, start, end);
    const index = this.ends.push(this.texts.length) - 1;
    if (this.ends.length * 2 > this.slots.length) this.grow();
    else this.place(index);
    return index;
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let index = 0; index < this.ends.length; index++) this.place(index);
  }

  private place(index: number): void {
    const from = index === 0 ? 0 : this.ends[index - 1]!;
    let slot = hashOf(this.texts.bytes, from, this.ends[index]!) & (this.slots.length - 1);
    while (this.slots[slot] !== 0) slot = (slot + 1) & (this.slots.length - 1);
    this.slots[slot] = index + 1;
  }
}

const NO_BYTES = Buffer.alloc(0);

/** FNV-1a over at most the first and last 16 bytes; words with equal hashes are distinguished by their bytes. */
function hashOf(source: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  const head = Math.min(end, start + 16);
  for (let at = start; at < head; at++) hash = Math.imul(hash ^ source[at]!, 0x01000193);
  for (let at = Math.max(head, end - 16); at < end; at++) hash = Math.imul(hash ^ source[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}
