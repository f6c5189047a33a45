// Encodes runs of CSV rows in the kernel, and reads the cells that are not canonical for the kernel.
import { LIMITS } from '../../domain/limits.js';
import { latin1 } from '../encode/cells.js';
import type { MapColumn, Sink } from '../encode/native.js';
import type { SparseColumn, ValueColumn, WordColumn } from '../encode/sparse-columns.js';
import { readSubject, type SubjectColumns } from '../encode/subject-columns.js';
import type { TagColumns } from '../encode/tag-columns.js';
import { lenientNumber, lenientTime, readAddresses, readSeverity } from '../encode/values.js';
import type { ReportPlan } from '../plan.js';
import { Kernel, type OddCells } from './kernel.js';
import { KernelPlan, type KernelReader, SLICE_BYTES, SUBJECT_FORMS } from './kernel-plan.js';

/** Bytes of a CSV report that are not read yet, from the beginning of a record. */
export interface UncutBytes {
  readonly bytes: Buffer;
  /** The offset of the first byte in the report, and its line (from 1). */
  readonly offset: number;
  readonly line: number;
  /** The header's first cell; empty if the report has no header. The kernel leaves rows that begin with it to TypeScript. */
  readonly headerCell: Buffer;
}

/** The rows that the kernel read, their line breaks, their bytes in the report, and the bytes of their hashed text. */
export interface Run {
  readonly rows: number;
  readonly lines: number;
  readonly bytes: number;
  readonly hashedBytes: number;
  /** Whether the kernel can continue after the run; otherwise TypeScript has to read the next record. */
  readonly canContinue: boolean;
}

/** The columns of a block, to which a run's rows are added. */
export interface RunColumns {
  readonly line: Sink;
  readonly key: Sink;
  readonly subject: SubjectColumns;
  readonly severity: Sink;
  readonly rowSeverity: ValueColumn;
  readonly ip: ValueColumn;
  readonly ipLast: ValueColumn;
  readonly tags: TagColumns;
  readonly rest: MapColumn;
  readonly fields: ReadonlyMap<string, SparseColumn>;
  readonly carried: ReadonlyMap<string, { readonly column: SparseColumn }>;
}

/** The block that a run adds to. */
export interface RunBlock {
  /** A different number for each block. */
  readonly number: number;
  /** The rows of the block, and the rows and bytes of hashed text that still fit. */
  readonly rows: number;
  readonly maxRows: number;
  readonly maxBytes: number;
  /** The index of each column's name in the block's map. */
  readonly keyIndexes: readonly number[];
}

/** The results of `run`, as in assembly/cut.ts. */
const RECORD = 0;
const MORE = 1;
const ODD = 2;
const NO_BYTES = { from: 0, to: 0 };

/** A kernel with the plan of the report that it reads. */
export class RowKernel {
  private readonly kernel: Kernel;
  private plan: ReportPlan | undefined;
  private kernelPlan: KernelPlan | undefined;
  private block = -1;
  /** The offsets of the report's bytes that the kernel has. */
  private held = NO_BYTES;
  /** The offset of the last record that was left to TypeScript. */
  private leftOver = -1;
  /** The column of each reader of the plan. */
  private targets: readonly (SparseColumn | undefined)[] = [];
  /** Rows of the run whose tags and CVE ids are complete. */
  private endedRows = 0;

  constructor(private readonly columns: RunColumns) {
    this.kernel = new Kernel(this.oddCells());
  }

  /** Whether the kernel is prepared for a report. */
  hasPlan(plan: ReportPlan): boolean {
    return this.plan === plan;
  }

  /** Encodes rows up to the first record that the kernel leaves to TypeScript. */
  run(plan: ReportPlan, source: UncutBytes, block: RunBlock): Run {
    const kernelPlan = this.planFor(plan, source.headerCell);
    const isNewBlock = this.block !== block.number;
    if (isNewBlock) kernelPlan.nameCells(block.keyIndexes);
    this.block = block.number;
    const { functions } = this.kernel;
    functions.configure(kernelPlan.address, this.columns.rest.pairCount, isNewBlock ? 1 : 0);
    this.provide(kernelPlan, source);
    this.endedRows = 0;
    const found = functions.run(source.line, block.maxRows, block.maxBytes);
    const { at, rows, lines, bytes: hashedBytes } = kernelPlan.outcome;
    const bytes = this.held.from + at - kernelPlan.input - source.offset;
    const hasMore = source.offset + source.bytes.length > this.held.to;
    const canContinue = found === RECORD || (found === MORE && bytes > 0 && hasMore);
    // The kernel may have changed bytes of the record. An incomplete record is read again with the bytes that follow.
    if (found === MORE) this.held = NO_BYTES;
    else if (found === ODD) this.leftOver = source.offset + bytes;
    if (rows > 0) this.addRows(kernelPlan, block.rows, rows);
    return { rows, lines, bytes, hashedBytes, canContinue };
  }

  private planFor(plan: ReportPlan, headerCell: Buffer): KernelPlan {
    if (this.kernelPlan && this.plan === plan) return this.kernelPlan;
    this.plan = plan;
    this.block = -1;
    this.held = NO_BYTES;
    this.kernelPlan = new KernelPlan(this.kernel, plan, headerCell);
    this.targets = this.kernelPlan.readers.map((reader) => this.target(reader));
    return this.kernelPlan;
  }

  /** Copies the bytes to read into the kernel, unless an earlier run has. */
  private provide({ input }: KernelPlan, { bytes, offset }: UncutBytes): void {
    const { held } = this;
    if (offset >= held.from && offset < held.to && offset !== this.leftOver) {
      this.kernel.functions.skipTo(input + offset - held.from);
      return;
    }
    const slice = bytes.subarray(0, SLICE_BYTES);
    this.kernel.memory.set(slice, input);
    this.held = { from: offset, to: offset + slice.length };
    this.kernel.functions.take(input, input + slice.length);
  }

  private addRows(kernelPlan: KernelPlan, row: number, rows: number): void {
    const { columns } = this;
    this.endRowsBefore(rows);
    columns.line.raw(kernelPlan.shared('line'));
    const keys = kernelPlan.shared('key');
    columns.key.raw(keys);
    this.plan!.digest.addAll(keys);
    columns.subject.kind.raw(kernelPlan.shared('subjectKind'));
    columns.subject.first.raw(kernelPlan.shared('subjectFirst'));
    columns.subject.last.raw(kernelPlan.shared('subjectLast'));
    columns.subject.text.raw(kernelPlan.shared('subjectText'));
    columns.severity.raw(kernelPlan.shared('severity'));
    columns.rest.addRows(
      kernelPlan.shared('mapKeys'),
      kernelPlan.shared('mapValues'),
      kernelPlan.shared('mapOffsets'),
    );
    const { memory } = this.kernel;
    for (const [number, column] of this.targets.entries()) {
      const filled = kernelPlan.rowsOf(number);
      if (!column || filled === 0) continue;
      const { start, end } = kernelPlan.valuesOf(number);
      column.addRows(row, filled, memory, start, end);
      if (column !== columns.ip) continue;
      const last = kernelPlan.lastAddressesOf(number);
      columns.ipLast.addRows(row, filled, memory, last.start, last.end);
    }
  }

  /** The column of a reader; undefined for tags, which TypeScript adds. */
  private target({ column, isCarried, kind }: KernelReader): SparseColumn | undefined {
    if (kind === 'range') return this.columns.ip;
    if (kind === 'severity') return this.columns.rowSeverity;
    return isCarried ? this.columns.carried.get(column)?.column : this.columns.fields.get(column);
  }

  /** Ends the lists of tags and CVE ids of all rows before `row`. */
  private endRowsBefore(row: number): void {
    for (; this.endedRows < row; this.endedRows++) this.columns.tags.endRow();
  }

  private oddCells(): OddCells {
    const text = (start: number, end: number) => latin1(this.kernel.memory, start, end);
    const typed = (value: number | undefined): number => {
      if (!value) this.plan!.untyped++;
      return parsed(value, 0);
    };
    const parsed = <T>(value: T | undefined, other: T): T => {
      if (value === undefined) this.plan!.unparsed++;
      return value ?? other;
    };
    return {
      wordIndex: (number, start, end) =>
        (this.targets[number] as WordColumn).indexOf(this.kernel.memory, start, end),
      oddNumber: (max, start, end) => typed(lenientNumber(text(start, end), max >>> 0)),
      oddTime: (start, end) => parsed(lenientTime(text(start, end)), 0),
      oddSeverity: (start, end) => typed(readSeverity(text(start, end)).value || undefined),
      oddAddress: (isRange, start, end, into) => {
        const reading = parsed(readAddresses(text(start, end), isRange !== 0), undefined);
        const { memory } = this.kernel;
        memory.fill(0, into, into + 32);
        if (!reading) return 0;
        memory.set(reading.value.first, into);
        memory.set(reading.value.last, into + 16);
        return reading.exact ? 1 : 0;
      },
      addTags: (row, start, end) => {
        this.endRowsBefore(row);
        if (end - start <= LIMITS.tagBytes) return this.columns.tags.add(text(start, end)) ? 1 : 0;
        this.plan!.unparsed++;
        return 0;
      },
      addCves: (row, start, end) => {
        this.endRowsBefore(row);
        this.columns.tags.addCvesIn(text(start, end));
      },
      oddSubject: (form, start, end, into) => {
        const { memory } = this.kernel;
        const subject = readSubject(SUBJECT_FORMS[form], memory, start, end);
        memory[into] = subject.kind;
        memory.set(subject.first, into + 16);
        memory.set(subject.last, into + 32);
        memory.set(subject.text, into + 48);
        return subject.text.length;
      },
      earlierKey: (message, length) => {
        const { keys, earlierDigest } = this.plan!;
        earlierDigest!.add(keys.earlierOf(this.kernel.memory.subarray(message, message + length)));
      },
    };
  }
}
