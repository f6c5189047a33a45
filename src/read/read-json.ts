// Reads one JSON report: each object is a row, its fields are the columns; later rows may add columns.
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { type JsonField, JsonReader, readFields } from '../records/index.js';
import type { QuarantineReason } from './encode/quarantine-block.js';
import { MISSING_NAMES, namesReport } from './header.js';
import { planReport, type ReportPlan } from './plan.js';
import { type ReadResult, type ReportJob, RowCounter, type RowSink, readChunks } from './report-reader.js';

/**
 * Reads a JSON report from chunks of its bytes into `sink` (decisions.md#json-reports). A row's line is its number.
 *
 * @throws SundialError `file-not-a-report` if no object is a row of a report, as in an error message or `[]`
 */
export async function readJson(
  chunks: AsyncIterable<Buffer>,
  job: ReportJob,
  sink: RowSink,
): Promise<ReadResult> {
  return readChunks(new JsonReport(job, sink), chunks);
}

class JsonReport {
  readonly reader = new JsonReader();
  private readonly counter: RowCounter;
  private readonly header: string[] = [];
  private readonly positions = new Map<string, number>();
  private plan: ReportPlan | undefined;
  /** Whether any object so far named the columns of a report. */
  private hasRow = false;
  private readonly known: ReadonlySet<string>;
  private buffer = Buffer.allocUnsafe(64 * 1024);
  private starts = new Int32Array(LIMITS.columns);
  private ends = new Int32Array(LIMITS.columns);

  constructor(
    private readonly job: ReportJob,
    private readonly sink: RowSink,
  ) {
    this.counter = new RowCounter(job, sink);
    this.known = new Set(['timestamp', ...job.facts.columns.map((column) => column.toLowerCase())]);
  }

  readOn(): void {
    for (;;) {
      const found = this.reader.next();
      if (found === 'more' || found === 'end') return;
      if (found === 'garbage') this.setAside('not a JSON object');
      else this.row();
    }
  }

  result(): ReadResult {
    if (!this.plan || !this.hasRow) {
      const problem = this.counter.rows > 0 ? `none of its rows ${MISSING_NAMES}` : 'it has no rows';
      throw new SundialError('file-not-a-report', { file: this.job.path, problem });
    }
    return this.counter.result(this.plan);
  }

  private row(): void {
    const { reader } = this;
    const fields = readFields(reader.buffer.subarray(reader.start, reader.end));
    if (!fields) this.setAside('not a JSON object');
    else if (!this.isRow(fields)) this.setAside('no known column');
    else if (!this.arrange(fields)) this.setAside('too many columns');
    else this.add();
  }

  private add(): void {
    this.counter.rows++;
    const count = this.header.length;
    this.sink.events.add(this.plan!, {
      buffer: this.buffer,
      starts: this.starts,
      ends: this.ends,
      count,
      line: this.counter.rows,
    });
    this.sink.rowAdded();
  }

  /** Arranges the row's values as cells of the header, extending the header with new names. */
  private arrange(fields: readonly JsonField[]): boolean {
    const size = fields.reduce((sum, { value }) => sum + value.length, 0);
    if (this.buffer.length < size) this.buffer = Buffer.allocUnsafe(size * 2);
    this.starts.fill(0);
    this.ends.fill(0);
    const used = new Set<number>();
    let to = 0;
    for (const { name, value } of fields) {
      const cell = this.cellOf(name, used);
      if (cell === undefined) return false;
      used.add(cell);
      this.starts[cell] = to;
      to += value.copy(this.buffer, to);
      this.ends[cell] = to;
    }
    if (!this.plan) this.plan = planReport(this.job, this.header);
    else if (this.header.length > this.plan.header.length)
      this.plan = planReport(this.job, this.header, this.plan);
    return true;
  }

  /** The position of a name in the header; a repeated name in one row becomes `name#2`. */
  private cellOf(name: string, used: ReadonlySet<number>): number | undefined {
    for (let times = 1; ; times++) {
      const column = times === 1 ? name : `${name}#${times}`;
      const position = this.positions.get(column);
      if (position !== undefined && used.has(position)) continue;
      if (position !== undefined) return position;
      if (this.header.length >= LIMITS.columns) return undefined;
      this.positions.set(column, this.header.length);
      this.header.push(column);
      return this.header.length - 1;
    }
  }

  /** Rows omit empty columns, so one known name is enough; an error message between rows has no known name. */
  private isRow(fields: readonly JsonField[]): boolean {
    const names = fields.map(({ name }) => name);
    this.hasRow ||= namesReport(names, this.job.facts.columns);
    return names.some((name) => this.known.has(name.toLowerCase()) || this.positions.has(name));
  }

  private setAside(reason: QuarantineReason): void {
    const { reader } = this;
    const total = reader.end - reader.start;
    const end = Math.min(reader.end, reader.start + LIMITS.quarantineRawBytes);
    const bytes = Buffer.from(reader.buffer.subarray(reader.start, end));
    this.counter.setAside(reason, this.counter.rows + 1, reader.offset, { bytes, total });
  }
}
