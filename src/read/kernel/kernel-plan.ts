// Writes the plan of a report into the kernel's memory: the meaning of each cell, and the region of each column.
import type { SubjectForm } from '../../catalogue/index.js';
import { type CarriedColumn, carriedColumn } from '../../domain/carried-columns.js';
import type { ColumnKind } from '../../domain/event-columns.js';
import { LIMITS } from '../../domain/limits.js';
import { BLOCK_ROWS } from '../encode/block-size.js';
import type { ReportPlan } from '../plan.js';
import type { Kernel } from './kernel.js';

/** The most bytes that the kernel takes at once; records that do not fit are left to TypeScript. */
export const SLICE_BYTES = 256 * 1024;

/** The kernel's numbers of the forms of subjects. The kernel itself reads only addresses. */
const FORM_NUMBERS: Readonly<Record<SubjectForm, number>> = {
  address: 0,
  hostname: 1,
  account: 2,
  url: 3,
  text: 4,
};
export const SUBJECT_FORMS = Object.keys(FORM_NUMBERS) as readonly SubjectForm[];

/** The numbers of kinds, as in assembly/cells.ts, each with the most bytes that the values of a run need. */
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

/** The bytes of the columns in which every row has a value, and of the map's parts, in the order of assembly/columns.ts. */
const SHARED = {
  line: 4 * ROWS,
  key: 16 * ROWS,
  subjectKind: ROWS,
  subjectFirst: 16 * ROWS,
  subjectLast: 16 * ROWS,
  // A byte that is not UTF-8 becomes three bytes.
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

/** A report's plan in the kernel's memory. */
export class KernelPlan {
  readonly address: number;
  readonly input: number;
  readonly readers: readonly KernelReader[];
  private readonly readersAt: number;
  private readonly sharedAt: number;
  private readonly cellNames: number;

  /** @param headerCell bytes of the header's first cell; empty if the report has no header */
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
    for (const [index, word] of words.entries()) this.set(this.address + 4 * index, word);
    kernel.memory.set(headerCell, header);
    this.writeNames(plan, names);
    this.writeShared();
    for (const [number, reader] of this.readers.entries()) this.writeReader(plan, reader, number);
  }

  /** Sets the index of each column's name in the dictionary of a block's map. */
  nameCells(keyIndexes: readonly number[]): void {
    for (const [cell, index] of keyIndexes.entries()) {
      this.kernel.memory.writeUInt16LE(index, this.cellNames + 2 * cell);
    }
  }

  /** The results of a run. */
  get outcome(): { at: number; rows: number; lines: number; bytes: number } {
    const [at, rows, lines, bytes] = [92, 96, 100, 104].map((offset) => this.get(this.address + offset));
    return { at: at!, rows: rows!, lines: lines!, bytes: bytes! };
  }

  /** A run's bytes of a column in which every row has a value. The next run overwrites them. */
  shared(name: SharedColumn): Buffer {
    const address = this.sharedAt + 4 * SHARED_NAMES.indexOf(name);
    return this.kernel.memory.subarray(this.get(address + 4 * SHARED_NAMES.length), this.get(address));
  }

  /** The number of rows up to the run's last value in a reader's column; later rows have no value. */
  rowsOf(reader: number): number {
    return this.get(this.readerAt(reader) + 12);
  }

  /** The bounds in the kernel's memory of a run's values in a reader's column. */
  valuesOf(reader: number): { readonly start: number; readonly end: number } {
    const address = this.readerAt(reader);
    return { start: this.get(address + 28), end: this.get(address + 8) };
  }

  /** The bounds in the kernel's memory of the last addresses of a reader of ranges, for `rowsOf` rows. */
  lastAddressesOf(reader: number): { readonly start: number; readonly end: number } {
    const address = this.readerAt(reader);
    return { start: this.get(address + 32), end: this.get(address + 20) };
  }

  private readerAt(number: number): number {
    return this.readersAt + number * READER_WORDS * 4;
  }

  private list(words: readonly number[]): [from: number, to: number] {
    const from = this.kernel.functions.region(4 * words.length);
    for (const [index, word] of words.entries()) this.set(from + 4 * index, word);
    return [from, from + 4 * words.length];
  }

  private writeNames({ keys }: ReportPlan, names: number): void {
    for (const [index, cell] of keys.order.entries()) {
      this.set(names + index * NAME_BYTES, cell);
      this.kernel.memory.set(keys.tags[cell]!, names + index * NAME_BYTES + 4);
    }
  }

  private writeShared(): void {
    for (const [index, name] of SHARED_NAMES.entries()) {
      const first = this.kernel.functions.region(SHARED[name]);
      this.set(this.sharedAt + 4 * (SHARED_NAMES.length + index), first);
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
    for (const [index, word] of words.entries()) this.set(this.readerAt(number) + 4 * index, word);
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
