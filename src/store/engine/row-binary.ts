// Reads results in the engine's RowBinary format, which returns bytes that are not valid text unchanged.

/** A cursor in a RowBinary result; each call reads the next value. Strings are views of the result, not copies. */
export class BinaryRows {
  /** @param place where the next value begins */
  constructor(
    private readonly bytes: Buffer,
    private place = 0,
  ) {}

  /** Where the next value begins. */
  get at(): number {
    return this.place;
  }

  get atEnd(): boolean {
    return this.place >= this.bytes.length;
  }

  u8(): number {
    this.place += 1;
    return this.bytes.readUInt8(this.place - 1);
  }

  u16(): number {
    this.place += 2;
    return this.bytes.readUInt16LE(this.place - 2);
  }

  u32(): number {
    this.place += 4;
    return this.bytes.readUInt32LE(this.place - 4);
  }

  /** A length: seven bits per byte, lowest bits first. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  raw(size: number): Buffer {
    this.place += size;
    return this.bytes.subarray(this.place - size, this.place);
  }

  /** Moves on without reading. @returns where the skipped bytes begin */
  skip(size: number): number {
    this.place += size;
    return this.place - size;
  }

  /** A String value. */
  string(): Buffer {
    return this.raw(this.varint());
  }
}

/** Reads all rows of a result with `read`, which must take each row's values in the order of the columns. */
export function* eachBinaryRow<Row>(bytes: Buffer, read: (row: BinaryRows) => Row): Generator<Row> {
  const rows = new BinaryRows(bytes);
  while (!rows.atEnd) yield read(rows);
}
