// One row as passed from a reader to the encoder: cells as offsets into a buffer.

/** The cells of a row are `buffer[starts[i], ends[i])`; cells from `count` on are missing and count as empty. */
export interface Cells {
  readonly buffer: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
  /** The row's line in its file (in JSON: its number). */
  readonly line: number;
}

/** Text with one character per byte, so that the bytes can be restored exactly. */
export function latin1(buffer: Buffer, start: number, end: number): string {
  return buffer.toString('latin1', start, end);
}
