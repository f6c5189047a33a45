// Collects rows that could not become events into blocks for the quarantine table.
import { type BlockColumn, blockParts, PlainColumn } from './native.js';

/** Why a row was set aside; displayed as is. */
export type QuarantineReason =
  | 'more cells than the header'
  | 'unclosed quote'
  | 'record too long'
  | 'end-of-file mark'
  | 'not a JSON object'
  | 'no known column'
  | 'too many columns';

/** A row set aside. `bytes` may be truncated; `total` is the row's full length. */
export interface QuarantinedRow {
  readonly load: number;
  readonly line: number;
  /** Byte offset of the row in the uncompressed report. */
  readonly offset: number;
  readonly reason: QuarantineReason;
  readonly bytes: Uint8Array;
  readonly total: number;
}

export class QuarantineBlock {
  rows = 0;
  private readonly load = new PlainColumn('load', 'UInt32');
  private readonly line = new PlainColumn('line', 'UInt32');
  private readonly offset = new PlainColumn('offset', 'UInt64');
  private readonly reason = new PlainColumn('reason', 'String');
  private readonly raw = new PlainColumn('raw', 'String');
  private readonly rawBytes = new PlainColumn('raw_bytes', 'UInt64');
  private readonly columns: readonly BlockColumn[] = [
    this.load,
    this.line,
    this.offset,
    this.reason,
    this.raw,
    this.rawBytes,
  ];

  get isFull(): boolean {
    return false;
  }

  get byteLength(): number {
    return this.raw.byteLength;
  }

  add(row: QuarantinedRow): void {
    this.rows++;
    this.load.u32(row.load);
    this.line.u32(row.line);
    this.offset.u64(row.offset);
    this.reason.string(Buffer.from(row.reason));
    this.raw.string(row.bytes);
    this.rawBytes.u64(row.total);
  }

  /**
   * Hands the block's bytes to `write`, which must be done with them when it returns; then starts a new block.
   *
   * @returns the block's columns
   */
  flush(write: (parts: Uint8Array[]) => void): readonly BlockColumn[] {
    write(blockParts(this.columns, this.rows));
    for (const column of this.columns) column.clear();
    this.rows = 0;
    return this.columns;
  }
}
