// Writes the plan of a report into the kernel's memory: what each cell is, and where each column's values go.
import type { SubjectForm } from '../../catalogue/index.js';
import { type CarriedColumn, carriedColumn } from '../../domain/carried-columns.js';
import type { ColumnKind } from '../../domain/event-columns.js';
import { LIMITS } from '../../domain/limits.js';
import { BLOCK_ROWS } from '../encode/block-size.js';
import type { ReportPlan } from '../plan.js';
import type { Kernel } from './kernel.js';

/** The most bytes that the kernel takes at once; records that do not fit are left to TypeScript. */
export const SLICE_BYTES = 256 * 1024;

/** Forms of subjects by the numbers that the kernel has for them; it reads only the first one itself. */
const FORM_NUMBERS: Readonly<Record<SubjectForm, number>> = {
  address: 0,
  hostname: 1,
  account: 2,
  url: 3,
  text: 4,
};
export const SUBJECT_FORMS = Object.keys(FORM_NUMBERS) as readonly SubjectForm[];

/** Numbers of kinds as in assembly/cells.ts, with the bytes that a run's values need at most. */
const ROWS = BLOCK_ROWS;
const STRINGS = SLICE_BYTES + 4 * ROWS;
const FIELD: Readonly<Record<ColumnKind, readonly [kind: number, bytes: number]>> = {
  text: [0, STRINGS],
  word: [1, 2 * ROWS],
  u16: [2, 2 * ROWS],
  u32: [3, 4 * ROWS],
  time: [4, 4 * ROWS],
  tags: [5, 0],
  severity: [6, ROWS],
  range: [7, 16 * ROWS],
  address: [8, 16 * ROWS],
};
const CARRIED: Readonly<
  Record<Exclude<CarriedColumn['kind'], 'hex'>, readonly [kind: number, bytes: number]>
> = {
  text: FIELD.text,
  word: FIELD.word,
  number: [9, 4 * ROWS],
  time: [10, 4 * ROWS],
  http_time: [11, 4 * ROWS],
};
const HEX = { colons: 12, lower: 13, upper: 14 } as const;
/** Bytes of the memory of a column's words, as in assembly/words.ts. */
const WORDS_BYTES = 512 * 64;

/** Columns that every row fills, and the map's parts, in the order of assembly/columns.ts, with their bytes. */
const SHARED = {
  line: 4 * ROWS,
  key: 16 * ROWS,
  subjectKind: ROWS,
  subjectFirst: 16 * ROWS,
  subjectLast: 16 * ROWS,
  // Bytes that are not UTF-8 become three bytes each.
  subjectText: 3 * SLICE_BYTES + 4 * ROWS,
  severity: ROWS,
  mapKeys: SLICE_BYTES,
  mapValues: 3 * SLICE_BYTES,
  mapOffsets: 8 * ROWS,
};
export type SharedColumn = keyof typeof SHARED;
const SHARED_NAMES = Object.keys(SHARED) as SharedColumn[];

/** As in assembly/rows.ts. */
const QUEUE_BYTES = 64 * 1024;
const READER_WORDS = 9;
const NAME_BYTES = 12;

/** A reader in the kernel's memory, and the name of its column. */
export interface KernelReader {
  readonly column: string;
  readonly isCarried: boolean;
  readonly kind: ColumnKind | CarriedColumn['kind'];
}

/** The places of a report's plan in the kernel's memory. */
export class KernelPlan {
  readonly address: number;
  readonly input: number;
  readonly readers: readonly KernelReader[];
  private readonly readersAt: number;
  private readonly sharedAt: number;
  private readonly cellNames: number;

  /** @param headerCell bytes of the header's first cell if the header may be repeated; empty if it has none */
  constructor(
    private readonly kernel: Kernel,
    plan: ReportPlan,
    headerCell: Uint8Array,
  ) {
    kernel.functions.clear();
    const cells = plan.header.length;
    const region = (bytes: number) => kernel.functions.region(bytes);
    this.address = region(32 * 4);
    this.input = region(SLICE_BYTES);
    this.readers = readersOf(plan);
    this.cellNames = region(2 * cells);
    this.readersAt = region(this.readers.length * READER_WORDS * 4);
    this.sharedAt = region(SHARED_NAMES.length * 8);
    const header = region(headerCell.length);
    const list = (words: readonly number[]) => this.list(words);
    const names = region(cells * NAME_BYTES);
    const [bounds, marks] = [[region(4 * cells), region(4 * cells)], region(4 * SLICE_BYTES + 1024)];
    const words = [
      ...[...bounds, cells, LIMITS.cellLineBreaks, marks, header, headerCell.length, plan.severity],
      ...[this.readersAt, this.readersAt + this.readers.length * READER_WORDS * 4],
      ...list(plan.mapCells),
      ...[names, names + cells * NAME_BYTES],
      ...list(plan.subjects.flatMap(({ cell, kind }) => [cell, FORM_NUMBERS[kind]])),
      ...list(plan.cveCells),
      ...[this.sharedAt, this.cellNames],
      region(QUEUE_BYTES + SLICE_BYTES + NAME_BYTES * cells),
      region(64 + 3 * SLICE_BYTES),
      plan.earlierDigest ? 1 : 0,
    ];
    for (const [place, word] of words.entries()) this.set(this.address + 4 * place, word);
    kernel.memory.set(headerCell, header);
    this.writeNames(plan, names);
    this.writeShared();
    for (const [number, reader] of this.readers.entries()) this.writeReader(plan, reader, number);
  }

  /** Says which index each column's name has in the map's dictionary of a block. */
  nameCells(keyIndexes: readonly number[]): void {
    for (const [cell, index] of keyIndexes.entries()) {
      this.kernel.memory.writeUInt16LE(index, this.cellNames + 2 * cell);
    }
  }

  /** The results of a run. */
  get outcome(): { at: number; rows: number; lines: number; bytes: number } {
    const [at, rows, lines, bytes] = [92, 96, 100, 104].map((place) => this.get(this.address + place));
    return { at: at!, rows: rows!, lines: lines!, bytes: bytes! };
  }

  /** A run's bytes of a column that every row fills; they may be overwritten by the next run. */
  shared(name: SharedColumn): Buffer {
    const place = this.sharedAt + 4 * SHARED_NAMES.indexOf(name);
    return this.kernel.memory.subarray(this.get(place + 4 * SHARED_NAMES.length), this.get(place));
  }

  /** For how many rows a run has values of a reader's column: rows behind them have none. */
  rowsOf(reader: number): number {
    return this.get(this.readerAt(reader) + 12);
  }

  /** Where a run's values of a reader's column are in the kernel's memory. */
  valuesOf(reader: number): { readonly start: number; readonly end: number } {
    const place = this.readerAt(reader);
    return { start: this.get(place + 28), end: this.get(place + 8) };
  }

  /** Where the last addresses of a reader of ranges are, for as many rows as `rowsOf` says. */
  lastAddressesOf(reader: number): { readonly start: number; readonly end: number } {
    const place = this.readerAt(reader);
    return { start: this.get(place + 32), end: this.get(place + 20) };
  }

  private readerAt(number: number): number {
    return this.readersAt + number * READER_WORDS * 4;
  }

  private list(words: readonly number[]): [from: number, to: number] {
    const from = this.kernel.functions.region(4 * words.length);
    for (const [place, word] of words.entries()) this.set(from + 4 * place, word);
    return [from, from + 4 * words.length];
  }

  private writeNames({ keys }: ReportPlan, names: number): void {
    for (const [place, cell] of keys.order.entries()) {
      this.set(names + place * NAME_BYTES, cell);
      this.kernel.memory.set(keys.tags[cell]!, names + place * NAME_BYTES + 4);
    }
  }

  private writeShared(): void {
    for (const [place, name] of SHARED_NAMES.entries()) {
      const first = this.kernel.functions.region(SHARED[name]);
      this.set(this.sharedAt + 4 * (SHARED_NAMES.length + place), first);
    }
  }

  private writeReader(plan: ReportPlan, { column, isCarried, kind }: KernelReader, number: number): void {
    const region = (bytes: number) => this.kernel.functions.region(bytes);
    const { form, bytes: size = 0 } = (isCarried ? carriedColumn(column) : undefined) ?? {};
    const [code, bytes] = form
      ? [HEX[form], size === 0 ? STRINGS : size * ROWS]
      : isCarried
        ? CARRIED[kind as keyof typeof CARRIED]
        : FIELD[kind as ColumnKind];
    const other = kind === 'word' ? region(WORDS_BYTES) : kind === 'range' ? region(bytes) : 0;
    const words = [code, plan.slots.indexOf(column), 0, 0, size, other, number, region(bytes), other];
    for (const [place, word] of words.entries()) this.set(this.readerAt(number) + 4 * place, word);
  }

  private set(address: number, word: number): void {
    this.kernel.words[address / 4] = word;
  }

  private get(address: number): number {
    return this.kernel.words[address / 4]!;
  }
}

function readersOf(plan: ReportPlan): KernelReader[] {
  return [
    ...plan.readers.map(({ column, kind }) => ({ column, kind, isCarried: false })),
    ...plan.carriedCells.map((cell) => {
      const { name, kind } = carriedColumn(plan.slots[cell]!)!;
      return { column: name, kind, isCarried: true };
    }),
  ];
}
