// Reads one CSV report: header, rows, repeated headers, and rows that cannot be aligned.
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { CsvReader } from '../records/index.js';
import type { QuarantineReason } from './encode/quarantine-block.js';
import { readFirstRecord } from './header.js';
import { planReport, type ReportPlan } from './plan.js';
import { type ReadResult, type ReportJob, RowCounter, type RowSink, readChunks } from './report-reader.js';

/**
 * Reads a CSV report from chunks of its bytes into `sink`.
 *
 * Missing cells at the end of a short row are empty; a row longer than the header cannot be aligned with certainty and
 * is set aside.
 *
 * @throws SundialError `file-not-a-report` if the first record is not a header and the catalogue's columns do not fit,
 * because such a file must not replace a report
 */
export async function readCsv(
  chunks: AsyncIterable<Buffer>,
  job: ReportJob,
  sink: RowSink,
): Promise<ReadResult> {
  return readChunks(new CsvReport(job, sink), chunks);
}

class CsvReport {
  readonly reader = new CsvReader();
  private readonly counter: RowCounter;
  private plan: ReportPlan | undefined;
  private headerCells: Buffer[] = [];

  constructor(
    private readonly job: ReportJob,
    private readonly sink: RowSink,
  ) {
    this.counter = new RowCounter(job, sink);
  }

  /** Reads all complete records in the available bytes. */
  readOn(): void {
    const { reader } = this;
    for (;;) {
      const found = reader.next();
      if (found === 'more' || found === 'end') return;
      if (found === 'blank') continue;
      if (found === 'broken') this.setAside(reader.problem);
      else this.record();
    }
  }

  result(): ReadResult {
    if (!this.plan) throw this.refusal('it has no header');
    return this.counter.result(this.plan);
  }

  private record(): void {
    const { reader, plan } = this;
    if (!plan) this.first();
    else if (reader.count > plan.header.length) this.setAside('more cells than the header');
    else {
      reader.decode();
      if (this.isHeader()) this.counter.repeatedHeaders++;
      else this.row(plan);
    }
  }

  private first(): void {
    const { reader, job } = this;
    reader.decode();
    const first = readFirstRecord(
      Array.from({ length: reader.count }, (_, cell) => reader.text(cell)),
      job.facts.columns,
    );
    if (first.kind === 'unknown') throw this.refusal(`its first line ${first.problem}`);
    this.plan = planReport(job.load, job.report, job.facts, first.header);
    if (first.kind === 'row') this.row(this.plan);
    else
      this.headerCells = Array.from({ length: reader.count }, (_, cell) =>
        Buffer.from(reader.buffer.subarray(reader.starts[cell], reader.ends[cell])),
      );
  }

  private row(plan: ReportPlan): void {
    this.counter.rows++;
    this.sink.events.add(plan, this.reader);
    this.sink.rowAdded();
  }

  private setAside(reason: QuarantineReason): void {
    const { reader } = this;
    if (!this.plan) throw this.refusal(`its first line has an error: ${reason}`);
    this.counter.setAside(reason, reader.line, reader.offset, reader.raw(LIMITS.quarantineRawBytes));
  }

  private refusal(problem: string): SundialError {
    return new SundialError('file-not-a-report', { file: this.job.path, problem });
  }

  /** Whether the current record repeats the header, as in concatenated files. */
  private isHeader(): boolean {
    const { reader, headerCells } = this;
    return (
      headerCells.length > 0 &&
      reader.count === headerCells.length &&
      // Decides nearly every row without comparing bytes.
      reader.ends[0]! - reader.starts[0]! === headerCells[0]!.length &&
      headerCells.every((cell, at) => cell.compare(reader.buffer, reader.starts[at], reader.ends[at]) === 0)
    );
  }
}
