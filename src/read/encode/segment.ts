// Writes blocks to segment files, which pass rows from the reader to the engine.
import fs from 'node:fs';
import path from 'node:path';
import { BLOCK_BYTES, BLOCK_ROWS } from './block-size.js';
import { EventEncoder } from './encoder.js';
import { type BlockColumn, structureOf } from './native.js';
import { QuarantineBlock } from './quarantine-block.js';

/** A finished segment: a Native file of one table's rows, deleted after the engine has read it. */
export interface Segment {
  readonly table: 'events' | 'quarantine' | 'texts';
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly structure: string;
}

/**
 * Bytes and rows of a segment. A segment is one insert and one part in the store, so its size bounds the engine's memory
 * (decisions.md#memory-of-a-load). The rows of most types have few columns: the engine fills all others before it writes
 * the part, with some 900 bytes for each row.
 */
const SEGMENT_BYTES = 32 * 1024 * 1024;
const SEGMENT_ROWS = 81_920;
/** Text lists have few rows, each with many texts, and take a tenth of the bytes of their events. */
const TEXT_SEGMENT_BYTES = SEGMENT_BYTES / 2;

interface Block {
  rows: number;
  readonly byteLength: number;
  readonly isFull: boolean;
  /** Adds what the block has collected but not added yet. */
  finish?(): void;
  /** Returns the block's columns, which may differ from block to block. */
  flush(write: (parts: Uint8Array[]) => void): readonly BlockColumn[];
}

/** One table's segments, one after the other. */
class SegmentFile {
  private descriptor: number | undefined;
  private file = '';
  private bytes = 0;
  private rows = 0;
  private number = 0;
  /** The columns of all blocks of the segment; the engine fills columns that a block lacks. */
  private readonly columns = new Map<string, BlockColumn>();

  constructor(
    private readonly table: Segment['table'],
    private readonly folder: string,
    private readonly block: Block,
    private readonly fullBytes = SEGMENT_BYTES,
  ) {}

  /** Writes the block if it is full; returns true if the segment is full as well. */
  writeIfFull(): boolean {
    const { rows, byteLength, isFull } = this.block;
    if (rows >= BLOCK_ROWS || byteLength >= BLOCK_BYTES || isFull) this.writeBlock();
    return this.bytes >= this.fullBytes || this.rows >= SEGMENT_ROWS;
  }

  /** Ends the segment and returns it; undefined for a segment without rows. */
  take(): Segment | undefined {
    this.block.finish?.();
    this.writeBlock();
    if (this.descriptor === undefined) return undefined;
    fs.closeSync(this.descriptor);
    const segment = {
      ...{ table: this.table, file: this.file, rows: this.rows },
      columns: [...this.columns.keys()],
      structure: structureOf([...this.columns.values()]),
    };
    this.columns.clear();
    this.descriptor = undefined;
    this.bytes = 0;
    this.rows = 0;
    return segment;
  }

  private writeBlock(): void {
    if (this.block.rows === 0) return;
    this.rows += this.block.rows;
    if (this.descriptor === undefined) {
      this.file = path.join(this.folder, `${this.table}-${this.number++}.native`);
      this.descriptor = fs.openSync(this.file, 'w', 0o600);
    }
    const descriptor = this.descriptor;
    const columns = this.block.flush((parts) => {
      for (const part of parts) this.bytes += writeAll(descriptor, part);
    });
    for (const column of columns) this.columns.set(column.name, column);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(descriptor, bytes, at);
  return bytes.length;
}

/** The segments of all tables in one folder. */
export class SegmentWriter {
  readonly events: EventEncoder;
  readonly quarantine = new QuarantineBlock();
  private readonly files: readonly SegmentFile[];

  /** @param kernelBytes see `EventEncoder` */
  constructor(folder: string, kernelBytes?: number) {
    this.events = new EventEncoder(kernelBytes);
    this.files = [
      new SegmentFile('events', folder, this.events),
      new SegmentFile('quarantine', folder, this.quarantine),
      // After the events, whose last block adds its texts.
      new SegmentFile('texts', folder, this.events.lists, TEXT_SEGMENT_BYTES),
    ];
  }

  /** Call after each row; hands full segments to `full`. */
  rowAdded(full: (segment: Segment) => void): void {
    for (const file of this.files) {
      const segment = file.writeIfFull() ? file.take() : undefined;
      if (segment) full(segment);
    }
  }

  /** Ends all segments, full or not. */
  takeAll(): Segment[] {
    return this.files.flatMap((file) => file.take() ?? []);
  }
}
