// A report as one holder gets it: the holder's events of a type and date, with the columns and cells of the publisher.
import { SundialError } from '../../domain/errors.js';
import { ofSlice, type RunOptions, type ScopedStore, type VisibleSlice } from '../../store/index.js';
import { PageSize } from '../feed/page-size.js';
import {
  AFTER,
  boundPosition,
  type EventPosition,
  ORDER,
  PLACE_COLUMNS,
  PLACE_ORDER,
} from '../feed/position.js';
import { type PageRows, ROW_COLUMNS, readPageRows } from './page-rows.js';
import { csvLine, jsonObject, ReportCells } from './report-cells.js';

/**
 * Text of a page. Downloads of 60 MB took at most 79, 67 and 47 MB of memory with pages of 4, 2 and 1 MiB, and 1.6, 2.2 and
 * 3.9 s of processor time.
 */
const PAGE_BYTES = 2 * 1024 * 1024;
/** Rows of the first page, which shows how large rows are, and lets the answer begin soon. */
const FIRST_PAGE_ROWS = 200;
/** How many times as many rows the next page may have. */
const GROWTH = 2;
const MOST_PAGE_ROWS = 50_000;

/** A page is too small for several threads: with one, pages took two thirds of the processor time and less memory. */
const ONE_THREAD = 'max_threads = 1, max_block_size = 2048';

const MODULUS = 1n << 128n;

/** Rows of a page as text in one of the forms. */
interface Page extends PageRows {
  /** The size of the engine's result. */
  readonly bytes: number;
}

type LineSql = (cells: string) => string;

/** One reading of the rows, from the first to the last. */
interface Reading {
  readonly line: LineSql;
  readonly size: PageSize;
  readonly options: RunOptions;
}

export class OriginalReport {
  private constructor(
    private readonly store: ScopedStore,
    readonly slice: VisibleSlice,
    private cells: ReportCells,
  ) {}

  /** @param slice as the store shows it now */
  static async open(store: ScopedStore, slice: VisibleSlice): Promise<OriginalReport> {
    return new OriginalReport(store, slice, await cellsOf(store, slice));
  }

  /** The publisher's columns: those of all reports that hold events of the slice, each once, in the order of the reports' lists. */
  get columns(): readonly string[] {
    return this.cells.columns;
  }

  /** The first line of {@link csv}. */
  get csvHeader(): Buffer {
    const names = this.columns.map((name) => `"${name.replaceAll('"', '""')}"`);
    return Buffer.from(`${names.join(',')}\n`);
  }

  /**
   * The report as CSV, in parts. Cells have the exact bytes of the original reports, and the order of rows does not
   * depend on how the reports were loaded. The last part is only returned if all parts together are the report as it
   * was opened.
   *
   * @throws SundialError `report-changed`, and those of a query
   */
  async *csv(options: RunOptions = {}): AsyncGenerator<Buffer> {
    let isFirst = true;
    for await (const text of this.pages(csvLine, this.slice.events, options)) {
      yield isFirst ? Buffer.concat([this.csvHeader, text]) : text;
      isFirst = false;
    }
  }

  /**
   * The first rows as a JSON list of objects, in parts. Each object has all columns; bytes that are not UTF-8 are
   * escaped.
   *
   * @throws SundialError like {@link csv}
   */
  async *json(limit: number, options: RunOptions = {}): AsyncGenerator<Buffer> {
    let isFirst = true;
    for await (const text of this.pages(jsonObject, Math.min(limit, this.slice.events), options)) {
      // Every object has a comma before it.
      if (isFirst) text.write('[');
      yield text;
      isFirst = false;
    }
    yield Buffer.from(isFirst ? '[]' : ']');
  }

  /** The length of {@link csv}. @throws SundialError like {@link csv} */
  async csvBytes(options: RunOptions = {}): Promise<number> {
    const { events, statements } = this.store;
    const [row] = await statements.rows<{ events: number; bytes: string; known: number }>(
      `SELECT count() AS events, toString(sum(length(${csvLine('cells')}))) AS bytes, min(load IN {cell_loads:Array(UInt32)}) AS known
       FROM (SELECT e.load AS load, ${this.cells.sql} AS cells FROM ${events.from(ofSlice(this.slice, 'e.'))})`,
      { ...this.cells.values, cell_loads: this.cells.ofLoads },
      { ...options, isHeavy: true },
    );
    if (row!.events !== this.slice.events || row!.known === 0) throw this.changed();
    return this.csvHeader.length + Number(row!.bytes);
  }

  /** The lines of pages; each page is held back until the next one has shown that the report has not changed. */
  private async *pages(line: LineSql, limit: number, options: RunOptions): AsyncGenerator<Buffer> {
    let read = { rows: 0, sum: 0n };
    let held: Buffer | undefined;
    let after: EventPosition | undefined;
    let rows = FIRST_PAGE_ROWS;
    const reading = { line, size: new PageSize(PAGE_BYTES), options };
    while (read.rows < limit) {
      const page = await this.page(reading, after, Math.min(rows, limit - read.rows));
      if (!page) break;
      if (held) yield held;
      held = page.text;
      after = page.last;
      read = { rows: read.rows + page.rows, sum: (read.sum + page.sum) % MODULUS };
      rows = Math.min(MOST_PAGE_ROWS, rows * GROWTH);
    }
    await this.confirm(read, limit);
    if (held) yield held;
  }

  /** The report is complete if the rows are those that make it up; a part of it is right if the report is still the same. */
  private async confirm(read: { rows: number; sum: bigint }, limit: number): Promise<void> {
    const { events, sum } = this.slice;
    if (read.rows !== limit) throw this.changed();
    if (limit < events) await this.unchanged();
    else if (read.sum !== BigInt(`0x${sum}`)) throw this.changed();
  }

  /** A page whose columns are known: loads of the same events may have been replaced since, by a replay for example. */
  private async page(
    reading: Reading,
    after: EventPosition | undefined,
    rows: number,
  ): Promise<Page | undefined> {
    const page = await this.read(reading, after, rows);
    if (!page || this.knows(page)) return page;
    const cells = await cellsOf(this.store, await this.unchanged());
    if (cells.columns.join('\n') !== this.columns.join('\n')) throw this.changed();
    this.cells = cells;
    const again = await this.read(reading, after, rows);
    if (again && !this.knows(again)) throw this.changed();
    return again;
  }

  private async read(
    { line, size, options }: Reading,
    after: EventPosition | undefined,
    rows: number,
  ): Promise<Page | undefined> {
    const { events, statements } = this.store;
    const slice = ofSlice(this.slice, 'e.');
    const page = events.page({
      columns: [...PLACE_COLUMNS, 'e.load AS place_load', `${this.cells.sql} AS cells`],
      condition: after ? `${slice} AND ${AFTER}` : slice,
      order: ORDER,
      limit: '{page_rows:UInt32}',
      offset: '0',
    });
    return size.read(rows, async (most, settings) => {
      const bytes = await statements.bytes(
        `SELECT ${ROW_COLUMNS}, ${line('cells')} FROM (${page})
         ORDER BY ${PLACE_ORDER}${settings === '' ? ' SETTINGS ' : `${settings}, `}${ONE_THREAD}`,
        'RowBinary',
        { ...this.cells.values, ...boundPosition(after), page_rows: most },
        { ...options, isHeavy: true },
      );
      return bytes.length === 0 ? undefined : { ...readPageRows(bytes), bytes: bytes.length };
    });
  }

  /** Whether the columns of all rows are known. */
  private knows({ loads }: Page): boolean {
    return [...loads].every((load) => this.cells.knows(load));
  }

  /**
   * Checks that a part of {@link csv} that was read until now is of the report as it was opened, and returns the slice as
   * it is now.
   *
   * @throws SundialError `report-changed` if it has other events
   */
  async unchanged(): Promise<VisibleSlice> {
    const { type, date, events, sum } = this.slice;
    const now = await this.store.slices.find(type, date);
    if (now?.events !== events || now.sum !== sum) throw this.changed();
    return now;
  }

  private changed(): SundialError {
    const { type, date } = this.slice;
    return new SundialError('report-changed', { type, date });
  }
}

async function cellsOf(store: ScopedStore, { loads }: VisibleSlice): Promise<ReportCells> {
  const headers = await store.events.headers(loads);
  return new ReportCells(new Map(loads.map((load) => [load, headers.get(load)!])));
}
