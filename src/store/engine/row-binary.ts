// Reads results in the engine's RowBinary format, which returns bytes that are not valid text unchanged.

/** A cursor in a RowBinary result; each call reads the next value. Strings are views of the result, not copies. */
export class BinaryRows {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  u8(): number {
    this.at += 1;
    return this.bytes.readUInt8(this.at - 1);
  }

  u16(): number {
    this.at += 2;
    return this.bytes.readUInt16LE(this.at - 2);
  }

  u32(): number {
    this.at += 4;
    return this.bytes.readUInt32LE(this.at - 4);
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
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
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
