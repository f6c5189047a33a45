// Turns the rows of reports into blocks of typed event columns: the row -> event mapping.
import { type ColumnKind, EVENT_COLUMNS } from '../../domain/event-columns.js';
import { LIMITS } from '../../domain/limits.js';
import { RowKernel, type Run, type UncutBytes } from '../kernel/row-kernel.js';
import type { ReportPlan } from '../plan.js';
import { BLOCK_BYTES, BLOCK_ROWS } from './block-size.js';
import { type CarriedWriter, carriedWriters } from './carried.js';
import { type Cells, latin1 } from './cells.js';
import { KEY_BYTES } from './event-key.js';
import { type BlockColumn, blockParts, MAX_KEYS, MapColumn, PlainColumn } from './native.js';
import { type SparseColumn, ValueColumn, WordColumn } from './sparse-columns.js';
import { SubjectColumns } from './subject-columns.js';
import { TagColumns } from './tag-columns.js';
import { TextLists } from './text-lists.js';
import {
  canonicalIpv4,
  canonicalNumber,
  canonicalTime,
  lenientNumber,
  lenientTime,
  mappedIpv4,
  readAddresses,
  readSeverity,
} from './values.js';

type FieldKind = Exclude<ColumnKind, 'severity' | 'range' | 'tags'>;
const NATIVE: Record<Exclude<FieldKind, 'word'>, readonly [type: string, bytes: number]> = {
  time: ["DateTime('UTC')", 4],
  address: ['IPv6', 16],
  u16: ['UInt16', 2],
  u32: ['UInt32', 4],
  text: ['String', 1],
};
const LIMIT: Partial<Record<ColumnKind, number>> = { u16: 0xffff, u32: 0xffff_ffff };
const NO_ADDRESS = Buffer.alloc(16);

/** Preparing the kernel for a report takes as long as reading about 20 rows without the kernel. */
const KERNEL_BYTES = 32 * 1024;

type FieldColumn = ValueColumn | WordColumn;

/** A reader with its column; undefined for columns that several readers share. */
interface ColumnReader {
  readonly cell: number;
  readonly kind: ColumnKind;
  readonly column: FieldColumn | undefined;
}

/** A carried column, and the cell that feeds it. */
interface CarriedReader {
  readonly cell: number;
  readonly write: CarriedWriter['write'];
}

function fieldColumn(name: string, kind: FieldKind): FieldColumn {
  return kind === 'word' ? new WordColumn(name) : new ValueColumn(name, ...NATIVE[kind]);
}

/** Collects rows of any number of reports into blocks. A block has only the columns in which some row has a value. */
export class EventEncoder {
  rows = 0;
  private current: ReportPlan | undefined;
  /** The typed and carried columns that the current report has. */
  private readers: readonly ColumnReader[] = [];
  private carriedReaders: readonly CarriedReader[] = [];
  private hasSeverity = false;
  private keyIndexes: readonly number[] = [];
  /** The number of earlier blocks. */
  private block = 0;
  private kernel: RowKernel | undefined;
  private readonly load = new PlainColumn('load', 'UInt32');
  readonly line = new PlainColumn('line', 'UInt32');
  private readonly type = new WordColumn('report_type');
  private readonly date = new PlainColumn('report_date', 'UInt16');
  private readonly list = new WordColumn('list');
  readonly key = new PlainColumn('event_key', 'UInt128');
  readonly subject = new SubjectColumns();
  readonly severity = new PlainColumn('severity', 'Int8');
  readonly rowSeverity = new ValueColumn('row_severity', 'Int8', 1);
  readonly ip = new ValueColumn('ip', 'IPv6', 16);
  readonly ipLast = new ValueColumn('ip_last', 'IPv6', 16);
  readonly tags = new TagColumns();
  readonly rest = new MapColumn('rest');
  readonly fields = new Map(
    EVENT_COLUMNS.flatMap(({ name, kind }) =>
      kind === 'severity' || kind === 'range' || kind === 'tags' ? [] : [[name, fieldColumn(name, kind)]],
    ) as [string, FieldColumn][],
  );
  readonly carried = carriedWriters();
  readonly lists = new TextLists();
  /** The reports of the current block, each with its first row. */
  private readonly reports: { readonly plan: ReportPlan; readonly from: number }[] = [];
  /** Columns in which every row has a value, and columns that a block may omit. */
  private readonly always: readonly BlockColumn[] = [
    ...[this.load, this.line, this.type, this.date, this.list, this.key],
    ...[...this.subject.columns, this.severity, ...this.tags.columns, this.rest],
  ];
  private readonly sparse: readonly SparseColumn[] = [
    ...[this.rowSeverity, this.ip, this.ipLast],
    ...this.fields.values(),
    ...[...this.carried.values()].map(({ column }) => column),
  ];
  /** Buffer for parsing an IPv4 address before it is copied to its column. */
  private readonly ipv4 = mappedIpv4();

  /** @param kernelBytes the available bytes of a report from which preparing the kernel pays off */
  constructor(private readonly kernelBytes: number = KERNEL_BYTES) {}

  /** Whether the map may have too few free keys for another report's columns. */
  get isFull(): boolean {
    return this.rest.keyCount + LIMITS.columns > MAX_KEYS;
  }

  /** Approximate size of the current block. Checked after every row, so the columns are not summed up each time. */
  byteLength = 0;

  /** Encodes one row. `cells.count` may be smaller than the header: missing cells are empty. */
  add(plan: ReportPlan, cells: Cells): void {
    if (plan !== this.current) this.turnTo(plan);
    const { buffer, starts, ends, count } = cells;
    const row = this.rows++;
    this.load.u32(plan.load);
    this.line.u32(cells.line);
    this.type.set(row, plan.typeBytes, 0, plan.typeBytes.length);
    this.date.u16(plan.day);
    this.list.set(row, plan.listBytes, 0, plan.listBytes.length);
    const key = plan.keys.make(buffer, starts, ends, count);
    plan.digest.add(key);
    this.byteLength += plan.keys.rowBytes;
    this.key.raw(key, 0, KEY_BYTES);
    plan.earlierDigest?.add(plan.keys.earlier());
    if (!this.hasSeverity) this.severity.u8(plan.severity);
    for (const reader of this.readers) {
      const start = reader.cell < count ? starts[reader.cell]! : 0;
      const end = reader.cell < count ? ends[reader.cell]! : 0;
      if (start === end) {
        if (reader.kind === 'severity') this.severity.u8(plan.severity);
      } else if (!this.addCell(row, reader, plan, buffer, start, end))
        this.keep(reader.cell, buffer, start, end);
    }
    for (const { cell, write } of this.carriedReaders) {
      if (cell >= count || ends[cell] === starts[cell]) continue;
      if (!write(row, buffer, starts[cell]!, ends[cell]!))
        this.keep(cell, buffer, starts[cell]!, ends[cell]!);
    }
    for (const cell of plan.mapCells) {
      if (cell < count && ends[cell]! > starts[cell]!) this.keep(cell, buffer, starts[cell]!, ends[cell]!);
    }
    this.tags.addCves(plan, cells);
    this.subject.add(plan, cells);
    this.tags.endRow();
    this.rest.endRow();
  }

  /**
   * Encodes rows of a CSV report up to the first row that the kernel leaves to TypeScript, or until the block is full.
   *
   * @returns undefined if `add` has to be used: for a report's first row in a block, and for reports with few rows
   */
  addRun(plan: ReportPlan, source: UncutBytes): Run | undefined {
    if (plan !== this.current) return undefined;
    this.kernel ??= new RowKernel(this);
    if (!this.kernel.hasPlan(plan) && source.bytes.length < this.kernelBytes) return undefined;
    const run = this.kernel.run(plan, source, {
      number: this.block,
      rows: this.rows,
      maxRows: BLOCK_ROWS - this.rows,
      maxBytes: BLOCK_BYTES - this.byteLength,
      keyIndexes: this.keyIndexes,
    });
    const { rows, hashedBytes } = run;
    const number = Buffer.alloc(4);
    number.writeUInt32LE(plan.load);
    this.load.repeat(number, rows);
    number.writeUInt32LE(plan.day);
    this.date.repeat(number.subarray(0, 2), rows);
    this.type.repeat(this.rows, rows, plan.typeBytes);
    this.list.repeat(this.rows, rows, plan.listBytes);
    if (!this.hasSeverity) this.severity.repeat(Buffer.of(plan.severity), rows);
    this.rows += rows;
    this.byteLength += hashedBytes;
    return run;
  }

  /**
   * Hands the block's bytes to `write`, which must be done with them when it returns; then starts a new block.
   *
   * @returns the block's columns
   */
  flush(write: (parts: Uint8Array[]) => void): readonly BlockColumn[] {
    this.collectTexts();
    const columns = [...this.always, ...this.sparse.filter(({ isUsed }) => isUsed)];
    write(blockParts(columns, this.rows));
    for (const column of columns) column.clear();
    this.rows = 0;
    this.byteLength = 0;
    this.current = undefined;
    this.block++;
    return columns;
  }

  private collectTexts(): void {
    const { reports, fields, carried, rest } = this;
    const rows = reports.map(({ plan, from }, at) => ({
      plan,
      from,
      to: reports[at + 1]?.from ?? this.rows,
    }));
    this.lists.collect(rows, { fields, carried, tags: this.tags.tags, rest });
    reports.length = 0;
  }

  /** Caches, once per report and block, the values that do not change from row to row. */
  private turnTo(plan: ReportPlan): void {
    this.current = plan;
    this.reports.push({ plan, from: this.rows });
    this.keyIndexes = plan.header.map((name) => this.rest.keyIndex(name));
    this.readers = plan.readers.map(({ column, kind, cell }) => ({
      ...{ kind, cell },
      column: this.fields.get(column),
    }));
    this.hasSeverity = plan.readers.some(({ kind }) => kind === 'severity');
    this.carriedReaders = plan.carriedCells.map((cell) => ({
      cell,
      write: this.carried.get(plan.slots[cell]!)!.write,
    }));
  }

  private keep(cell: number, buffer: Buffer, start: number, end: number): void {
    this.rest.add(this.keyIndexes[cell]!, buffer, start, end);
  }

  /** Adds a non-empty cell to its typed column; false if its text has to be stored as well. */
  private addCell(
    row: number,
    { kind, column }: ColumnReader,
    plan: ReportPlan,
    buffer: Buffer,
    start: number,
    end: number,
  ): boolean {
    switch (kind) {
      case 'word':
        (column as WordColumn).set(row, buffer, start, end);
        return true;
      case 'text':
        this.at(row, column).string(buffer, start, end);
        return true;
      case 'u16':
      case 'u32':
        return this.addNumber(this.at(row, column), kind, plan, buffer, start, end);
      case 'time':
        return this.addTime(this.at(row, column), plan, buffer, start, end);
      case 'tags':
        if (end - start <= LIMITS.tagBytes) return this.tags.add(latin1(buffer, start, end));
        plan.unparsed++;
        return false;
      case 'severity': {
        const { value, exact } = readSeverity(latin1(buffer, start, end));
        this.severity.u8(value || plan.severity);
        this.at(row, this.rowSeverity).u8(value);
        if (value === 0) {
          plan.unparsed++;
          plan.untyped++;
        }
        return exact;
      }
      default:
        return this.addAddress(row, column as ValueColumn | undefined, plan, buffer, start, end);
    }
  }

  /** A column, ready for the value of a row. */
  private at(row: number, column: FieldColumn | undefined): ValueColumn {
    const values = column as ValueColumn;
    values.turnTo(row);
    return values;
  }

  private addNumber(
    column: ValueColumn,
    kind: 'u16' | 'u32',
    plan: ReportPlan,
    buffer: Buffer,
    start: number,
    end: number,
  ): boolean {
    const max = LIMIT[kind]!;
    const canonical = canonicalNumber(buffer, start, end, max);
    const value = canonical >= 0 ? canonical : lenientNumber(latin1(buffer, start, end), max);
    if (value === undefined) plan.unparsed++;
    if (canonical < 0 && !value) plan.untyped++;
    if (kind === 'u16') column.u16(value ?? 0);
    else column.u32(value ?? 0);
    return canonical >= 0;
  }

  private addTime(
    column: ValueColumn,
    plan: ReportPlan,
    buffer: Buffer,
    start: number,
    end: number,
  ): boolean {
    const canonical = canonicalTime(buffer, start, end);
    const value = canonical >= 0 ? canonical : lenientTime(latin1(buffer, start, end));
    if (value === undefined) plan.unparsed++;
    column.u32(value ?? 0);
    return canonical >= 0;
  }

  /** @param single the column of a single address; undefined for the pair of columns of a range */
  private addAddress(
    row: number,
    single: ValueColumn | undefined,
    plan: ReportPlan,
    buffer: Buffer,
    start: number,
    end: number,
  ): boolean {
    const first = this.at(row, single ?? this.ip);
    const last = single ? undefined : this.at(row, this.ipLast);
    if (canonicalIpv4(buffer, start, end, this.ipv4)) {
      first.raw(this.ipv4);
      last?.raw(this.ipv4);
      return true;
    }
    const reading = readAddresses(latin1(buffer, start, end), !single);
    if (!reading) plan.unparsed++;
    first.raw(reading?.value.first ?? NO_ADDRESS);
    last?.raw(reading?.value.last ?? NO_ADDRESS);
    return reading?.exact === true;
  }
}
