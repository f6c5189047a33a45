// Writes blocks of ClickHouse's Native format: one growable byte array per column.

/** A growable byte array. The hot loops write to `bytes` at `length` after `reserve`. */
export class Sink {
  bytes: Buffer;
  length = 0;

  constructor(capacity = 4096) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  /** Makes room for `size` more bytes. */
  reserve(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + size));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  u16(value: number): void {
    this.reserve(2);
    this.bytes[this.length++] = value & 0xff;
    this.bytes[this.length++] = value >>> 8;
  }

  u32(value: number): void {
    this.reserve(4);
    this.length = this.bytes.writeUInt32LE(value, this.length);
  }

  /** A UInt64 whose value is a safe integer. */
  u64(value: number): void {
    this.u32(value % 0x1_0000_0000);
    this.u32(Math.floor(value / 0x1_0000_0000));
  }

  varint(value: number): void {
    this.reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** Appends `source[start, end)` unchanged. */
  raw(source: Uint8Array, start = 0, end = source.length): void {
    const size = end - start;
    this.reserve(size);
    const { bytes } = this;
    let to = this.length;
    if (size > 64 && source instanceof Buffer) source.copy(bytes, to, start, end);
    else for (let from = start; from < end; ) bytes[to++] = source[from++]!;
    this.length += size;
  }

  /** Appends `source[start, end)` as a String value: length, then bytes. */
  string(source: Uint8Array, start = 0, end = source.length): void {
    const size = end - start;
    if (size > 0x7f) {
      this.varint(size);
      this.raw(source, start, end);
      return;
    }
    // Fast path for short values, which are the majority.
    this.reserve(size + 1);
    const { bytes } = this;
    let to = this.length;
    bytes[to++] = size;
    for (let from = start; from < end; ) bytes[to++] = source[from++]!;
    this.length = to;
  }

  /** Appends `source` several times. */
  repeat(source: Uint8Array, times: number): void {
    const size = source.length * times;
    if (size === 0) return;
    this.reserve(size);
    this.bytes.set(source, this.length);
    const end = this.length + size;
    // Doubles the copies, because a native copy of few bytes takes as long as one of many.
    for (let done = source.length; done < size; done *= 2) {
      this.bytes.copy(this.bytes, this.length + done, this.length, Math.min(this.length + done, end - done));
    }
    this.length = end;
  }

  zeros(size: number): void {
    this.reserve(size);
    const end = this.length + size;
    // For a few bytes, a native call costs more than a loop.
    if (size > 16) this.bytes.fill(0, this.length, end);
    else for (let at = this.length; at < end; at++) this.bytes[at] = 0;
    this.length = end;
  }

  clear(): void {
    this.length = 0;
  }
}

/** One column of a block under construction. */
export interface BlockColumn {
  readonly name: string;
  readonly type: string;
  readonly byteLength: number;
  /** The column's bytes in the order of the Native format. */
  parts(rows: number): Uint8Array[];
  clear(): void;
}

/** A column of fixed-width or String values, which Native stores one after the other. */
export class PlainColumn extends Sink implements BlockColumn {
  constructor(
    readonly name: string,
    readonly type: string,
  ) {
    super();
  }

  get byteLength(): number {
    return this.length;
  }

  parts(): Uint8Array[] {
    return [this.bytes.subarray(0, this.length)];
  }
}

/** The texts of a column of the block under construction: one of each row, or several. */
export interface TextCells {
  /** All texts, each after its length. */
  readonly texts: Sink;
  /** How many texts the rows before `row` have. */
  textsBefore(row: number): number;
}

/** Copies texts of a column, from its first row to its last. */
export class TextWalk {
  private passed = 0;
  private at = 0;

  constructor(private readonly cells: TextCells) {}

  /** Copies the texts of the rows from `from` to before `to`, except for empty ones, each after its length. */
  copyRows(from: number, to: number, into: Sink): void {
    const { bytes } = this.cells.texts;
    const until = this.cells.textsBefore(to);
    let { passed, at } = this;
    for (const first = this.cells.textsBefore(from); passed < first; passed++) at = endOfText(bytes, at);
    // Neighbouring texts are copied together, because each native call takes as long as copying a hundred bytes.
    let start = at;
    for (; passed < until; passed++) {
      if (bytes[at] !== 0) {
        at = endOfText(bytes, at);
        continue;
      }
      if (at > start) into.raw(bytes, start, at);
      start = ++at;
    }
    if (at > start) into.raw(bytes, start, at);
    this.passed = passed;
    this.at = at;
  }
}

/** Where a text ends whose length begins at `at`. */
function endOfText(bytes: Buffer, at: number): number {
  let place = at;
  let size = 0;
  for (let unit = 1; ; unit *= 0x80) {
    const byte = bytes[place++]!;
    size += (byte & 0x7f) * unit;
    if (byte <= 0x7f) return place + size;
  }
}

/** Reads the cumulative count at the end of the rows before `row`. */
function countBefore(row: number, counts: Sink): number {
  return row === 0 ? 0 : counts.bytes.readUInt32LE((row - 1) * 8);
}

/** A column of Array(String): cumulative element counts, then all elements. */
export class ListColumn implements BlockColumn, TextCells {
  readonly type = 'Array(String)';
  private readonly elements = new Sink();
  private readonly offsets = new Sink();
  private count = 0;

  constructor(readonly name: string) {}

  add(source: Uint8Array, start = 0, end = source.length): void {
    this.elements.string(source, start, end);
    this.count++;
  }

  endRow(): void {
    this.offsets.u64(this.count);
  }

  get texts(): Sink {
    return this.elements;
  }

  textsBefore(row: number): number {
    return countBefore(row, this.offsets);
  }

  get byteLength(): number {
    return this.elements.length + this.offsets.length;
  }

  parts(): Uint8Array[] {
    return [this.offsets, this.elements].map((sink) => sink.bytes.subarray(0, sink.length));
  }

  clear(): void {
    this.count = 0;
    this.offsets.clear();
    this.elements.clear();
  }
}

/** Maximum number of keys in a block's dictionary, because their indexes are written as UInt16. */
export const MAX_KEYS = 0x1_0000;

/**
 * A column of Map(LowCardinality(String), String). The keys are header names, so each is written once to the block's
 * dictionary, and a pair needs two bytes for its key (without a dictionary, keys took a third of the engine's time).
 */
export class MapColumn implements BlockColumn, TextCells {
  readonly type = 'Map(LowCardinality(String), String)';
  readonly values = new Sink();
  private readonly keyIndexes = new Sink();
  private readonly offsets = new Sink();
  private readonly dictionary = new Map<string, number>();
  private count = 0;

  constructor(readonly name: string) {
    this.clear();
  }

  get keyCount(): number {
    return this.dictionary.size;
  }

  /** The key's index in this block's dictionary, valid until `clear`. */
  keyIndex(key: string): number {
    const known = this.dictionary.get(key);
    if (known !== undefined) return known;
    this.dictionary.set(key, this.dictionary.size);
    return this.dictionary.size - 1;
  }

  add(keyIndex: number, source: Uint8Array, start: number, end: number): void {
    this.keyIndexes.u16(keyIndex);
    this.values.string(source, start, end);
    this.count++;
  }

  endRow(): void {
    this.offsets.u64(this.count);
  }

  get texts(): Sink {
    return this.values;
  }

  textsBefore(row: number): number {
    return countBefore(row, this.offsets);
  }

  /** The number of pairs in the rows of this block. */
  get pairCount(): number {
    return this.count;
  }

  /** Adds rows whose pairs and cumulative counts are already in the column's form. */
  addRows(keyIndexes: Uint8Array, values: Uint8Array, offsets: Uint8Array): void {
    this.keyIndexes.raw(keyIndexes);
    this.values.raw(values);
    this.offsets.raw(offsets);
    this.count += keyIndexes.length / 2;
  }

  get byteLength(): number {
    return this.values.length + this.keyIndexes.length + this.offsets.length;
  }

  parts(rows: number): Uint8Array[] {
    // Prefix: version of the LowCardinality encoding; then per block flags (additional keys, update dictionary)
    // and index width (1 = UInt16), dictionary, indexes.
    const prefix = new Sink();
    prefix.u64(1);
    const used = (sink: Sink) => sink.bytes.subarray(0, sink.length);
    if (this.count === 0) return [used(prefix), Buffer.alloc(rows * 8)];
    const keys = new Sink();
    keys.u64(0x600 | 1);
    keys.u64(this.dictionary.size);
    for (const key of this.dictionary.keys()) keys.string(Buffer.from(key));
    keys.u64(this.count);
    return [used(prefix), used(this.offsets), used(keys), used(this.keyIndexes), used(this.values)];
  }

  clear(): void {
    this.count = 0;
    for (const sink of [this.values, this.keyIndexes, this.offsets]) sink.clear();
    this.dictionary.clear();
    this.dictionary.set('', 0);
  }
}

/** The bytes of one Native block. */
export function blockParts(columns: readonly BlockColumn[], rows: number): Uint8Array[] {
  const head = new Sink(64);
  head.varint(columns.length);
  head.varint(rows);
  const parts: Uint8Array[] = [head.bytes.subarray(0, head.length)];
  for (const column of columns) {
    const name = new Sink(64);
    name.string(Buffer.from(column.name));
    name.string(Buffer.from(column.type));
    parts.push(name.bytes.subarray(0, name.length), ...column.parts(rows));
  }
  return parts;
}

/** The structure for the engine, such as `load UInt32, port UInt16`. */
export function structureOf(columns: readonly BlockColumn[]): string {
  return columns.map((column) => `\`${column.name}\` ${column.type}`).join(', ');
}
