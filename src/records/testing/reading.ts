// Cuts bytes in tests with the readers, and returns the CSV reader's records as plain values.
import { CsvReader } from '../csv.js';

/** A record as the CSV reader cuts it. Each character of a cell is one byte of the file. */
export interface ReadRecord {
  readonly line: number;
  readonly offset: number;
  /** Undefined for a broken record, empty for a blank line. */
  readonly cells: readonly string[] | undefined;
  readonly problem?: string;
  readonly raw: string;
  readonly rawBytes: number;
}

/** Cuts bytes into pieces of the given sizes, in turn; 0 = all remaining bytes. */
export function inPieces(bytes: Uint8Array, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] || bytes.length;
    // Copies, so that tests detect a reader that keeps a view of a chunk.
    pieces.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return pieces;
}

/** All records of a file. */
export function readRecords(bytes: Uint8Array, sizes: readonly number[] = [0], limit?: number): ReadRecord[] {
  const reader = new CsvReader(limit);
  const records: ReadRecord[] = [];
  const pieces = inPieces(bytes, sizes);
  for (;;) {
    const found = reader.next();
    if (found === 'end') return records;
    if (found === 'more') {
      const piece = pieces.shift();
      if (piece) reader.push(piece);
      else reader.finish();
      continue;
    }
    const { line, offset } = reader;
    const raw = reader.raw(bytes.length);
    reader.decode();
    const cells = Array.from({ length: found === 'record' ? reader.count : 0 }, (_, cell) =>
      reader.buffer.toString('latin1', reader.starts[cell], reader.ends[cell]),
    );
    records.push({
      line,
      offset,
      cells: found === 'broken' ? undefined : cells,
      ...(found === 'broken' && { problem: reader.problem }),
      raw: raw.bytes.toString('latin1'),
      rawBytes: raw.total,
    });
  }
}
