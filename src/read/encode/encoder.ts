// Turns the rows of reports into blocks of typed event columns: the row -> event mapping.
import { type ColumnKind, EVENT_COLUMNS } from '../../domain/event-columns.js';
import { LIMITS } from '../../domain/limits.js';
import type { CellReader, ReportPlan } from '../plan.js';
import { type Cells, latin1 } from './cells.js';
import { KEY_BYTES } from './event-key.js';
import { type BlockColumn, blockParts, MAX_KEYS, MapColumn, PlainColumn, structureOf } from './native.js';
import { SubjectColumns } from './subject-columns.js';
import { TagColumns } from './tag-columns.js';
import {
  canonicalIpv4,
  canonicalNumber,
  canonicalTime,
  lenientNumber,
  lenientTime,
  mappedIpv4,
  readRange,
  readSeverity,
} from './values.js';

const NATIVE_TYPE: Record<Exclude<ColumnKind, 'severity' | 'range' | 'tags'>, string> = {
  time: "DateTime('UTC')",
  address: 'IPv6',
  u16: 'UInt16',
  u32: 'UInt32',
  word: 'String',
  text: 'String',
};
const LIMIT: Partial<Record<ColumnKind, number>> = { u16: 0xffff, u32: 0xffff_ffff };
const NO_ADDRESS = Buffer.alloc(16);

/** A reader with its column in the current block; undefined for columns that several readers share. */
type ColumnReader = CellReader & { readonly plain: PlainColumn | undefined };

/** Collects rows of any number of reports into blocks; all blocks have the same columns. */
export class EventEncoder {
  rows = 0;
  private current: ReportPlan | undefined;
  /** The typed columns that the current report has, and those that it lacks. */
  private present: readonly ColumnReader[] = [];
  private absent: readonly ColumnReader[] = [];
  /** Rows of the current report whose absent columns still have to be filled. */
  private absentRows = 0;
  private keyIndexes: readonly number[] = [];
  private readonly load = new PlainColumn('load', 'UInt32');
  private readonly line = new PlainColumn('line', 'UInt32');
  private readonly type = new PlainColumn('report_type', 'String');
  private readonly date = new PlainColumn('report_date', 'UInt16');
  private readonly list = new PlainColumn('list', 'String');
  private readonly key = new PlainColumn('event_key', 'UInt128');
  private readonly subject = new SubjectColumns();
  private readonly severity = new PlainColumn('severity', 'Int8');
  private readonly rowSeverity = new PlainColumn('row_severity', 'Int8');
  private readonly ip = new PlainColumn('ip', 'IPv6');
  private readonly ipLast = new PlainColumn('ip_last', 'IPv6');
  private readonly tags = new TagColumns();
  private readonly rest = new MapColumn('rest');
  private readonly plain = new Map(
    EVENT_COLUMNS.flatMap(({ name, kind }) =>
      kind === 'severity' || kind === 'range' || kind === 'tags'
        ? []
        : [[name, new PlainColumn(name, NATIVE_TYPE[kind])]],
    ) as [string, PlainColumn][],
  );
  private readonly columns: readonly BlockColumn[] = [
    this.load,
    this.line,
    this.type,
    this.date,
    this.list,
    this.key,
    ...this.subject.columns,
    this.severity,
    this.rowSeverity,
    this.ip,
    this.ipLast,
    ...this.plain.values(),
    ...this.tags.columns,
    this.rest,
  ];
  /** Buffer for parsing an IPv4 address before it is copied to its column. */
  private readonly ipv4 = mappedIpv4();

  /** The structure of the columns, for the engine. */
  get structure(): string {
    return structureOf(this.columns);
  }

  get columnNames(): string[] {
    return this.columns.map((column) => column.name);
  }

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
    this.rows++;
    this.load.u32(plan.load);
    this.line.u32(cells.line);
    this.type.string(plan.typeBytes);
    this.date.u16(plan.day);
    this.list.string(plan.listBytes);
    const key = plan.keys.make(buffer, starts, ends, count);
    plan.digest.add(key);
    this.byteLength += plan.keys.rowBytes;
    this.key.raw(key, 0, KEY_BYTES);
    this.absentRows++;
    for (const reader of this.present) {
      const start = reader.cell < count ? starts[reader.cell]! : 0;
      const end = reader.cell < count ? ends[reader.cell]! : 0;
      if (start === end) this.addEmpty(reader, plan, 1);
      else if (!this.addCell(reader, plan, buffer, start, end)) this.keep(reader.cell, buffer, start, end);
    }
    for (const cell of plan.mapCells) {
      if (cell < count && ends[cell]! > starts[cell]!) this.keep(cell, buffer, starts[cell]!, ends[cell]!);
    }
    this.tags.addCves(plan, cells);
    this.subject.add(plan, cells);
    this.tags.endRow();
    this.rest.endRow();
  }

  /** Hands the block's bytes to `write`, which must be done with them when it returns; then starts a new block. */
  flush(write: (parts: Uint8Array[]) => void): void {
    this.fillAbsent();
    write(blockParts(this.columns, this.rows));
    for (const column of this.columns) column.clear();
    this.rows = 0;
    this.byteLength = 0;
    this.current = undefined;
  }

  /** Caches, once per report and block, the values that do not change from row to row. */
  private turnTo(plan: ReportPlan): void {
    this.fillAbsent();
    this.current = plan;
    this.keyIndexes = plan.header.map((name) => this.rest.keyIndex(name));
    const readers = plan.readers.map((reader) => ({ ...reader, plain: this.plain.get(reader.column) }));
    this.present = readers.filter(({ cell }) => cell >= 0);
    this.absent = readers.filter(({ cell }) => cell < 0);
  }

  private keep(cell: number, buffer: Buffer, start: number, end: number): void {
    this.rest.add(this.keyIndexes[cell]!, buffer, start, end);
  }

  /** Fills the columns that the current report lacks, for all of its rows in this block at once. */
  private fillAbsent(): void {
    if (this.current) for (const reader of this.absent) this.addEmpty(reader, this.current, this.absentRows);
    this.absentRows = 0;
  }

  private addEmpty({ kind, plain }: ColumnReader, plan: ReportPlan, rows: number): void {
    if (kind === 'word' || kind === 'text') plain!.zeros(rows);
    else if (kind === 'u16') plain!.zeros(2 * rows);
    else if (kind === 'u32' || kind === 'time') plain!.zeros(4 * rows);
    else if (kind === 'address') plain!.zeros(16 * rows);
    else if (kind === 'range') {
      this.ip.zeros(16 * rows);
      this.ipLast.zeros(16 * rows);
    } else if (kind === 'severity') {
      for (let row = 0; row < rows; row++) this.severity.u8(plan.severity);
      this.rowSeverity.zeros(rows);
    }
  }

  /** Adds a non-empty cell to its typed column; false if its text has to be stored as well. */
  private addCell(
    { kind, plain }: ColumnReader,
    plan: ReportPlan,
    buffer: Buffer,
    start: number,
    end: number,
  ): boolean {
    switch (kind) {
      case 'word':
      case 'text':
        plain!.string(buffer, start, end);
        return true;
      case 'u16':
      case 'u32':
        return this.addNumber(plain!, kind, plan, buffer, start, end);
      case 'time':
        return this.addTime(plain!, plan, buffer, start, end);
      case 'tags':
        if (end - start <= LIMITS.tagBytes) return this.tags.add(latin1(buffer, start, end));
        plan.unparsed++;
        return false;
      case 'severity': {
        const { value, exact } = readSeverity(latin1(buffer, start, end));
        this.severity.u8(value || plan.severity);
        this.rowSeverity.u8(value);
        if (value === 0) plan.unparsed++;
        return exact;
      }
      default:
        return this.addAddress(kind, plain, plan, buffer, start, end);
    }
  }

  private addNumber(
    column: PlainColumn,
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
    if (kind === 'u16') column.u16(value ?? 0);
    else column.u32(value ?? 0);
    return canonical >= 0;
  }

  private addTime(
    column: PlainColumn,
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

  private addAddress(
    kind: ColumnKind,
    plain: PlainColumn | undefined,
    plan: ReportPlan,
    buffer: Buffer,
    start: number,
    end: number,
  ): boolean {
    if (canonicalIpv4(buffer, start, end, this.ipv4)) {
      if (plain) plain.raw(this.ipv4);
      else {
        this.ip.raw(this.ipv4);
        this.ipLast.raw(this.ipv4);
      }
      return true;
    }
    const reading = readRange(latin1(buffer, start, end));
    // A single-address column cannot hold a network, so the text is stored instead.
    const usable = reading && (kind === 'range' || !reading.value.isNetwork) ? reading : undefined;
    if (!usable) plan.unparsed++;
    (plain ?? this.ip).raw(usable?.value.first ?? NO_ADDRESS);
    if (!plain) this.ipLast.raw(usable?.value.last ?? NO_ADDRESS);
    // The store uses the all-zero address for "none", so the text is stored as well.
    return usable?.exact === true && !NO_ADDRESS.equals(usable.value.first);
  }
}
