// One row as a reader hands it over: cells as offsets into a buffer.

/** The cells of a row are `buffer[starts[i], ends[i])`; those from `count` on are missing, which means empty. */
export interface Cells {
  readonly buffer: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
  /** The row's line in its file (in JSON: its number). */
  readonly line: number;
}

/** Text in which each byte is one character, so that it comes back as it was. */
export function latin1(buffer: Buffer, start: number, end: number): string {
  return buffer.toString('latin1', start, end);
}
