// Reads one CSV report: header, rows, repeated headers, and rows that cannot be aligned.
import { LIMITS } from '../domain/limits.js';
import { CsvReader } from './csv.js';
import { readFirstRecord } from './header.js';
import { planReport, type ReportPlan } from './plan.js';
import type { QuarantineReason } from './quarantine-block.js';
import { type ReadResult, type ReportJob, RowCounter, type RowSink, readChunks } from './report-reader.js';

/**
 * Reads a CSV report from chunks of its bytes into `sink`.
 *
 * A row shorter than the header has empty cells at its end; a longer one cannot be aligned with certainty and is
 * set aside, as is every row of a file without a usable header.
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
  private firstSeen = false;
  private headerCells: Buffer[] = [];

  constructor(
    private readonly job: ReportJob,
    private readonly sink: RowSink,
  ) {
    this.counter = new RowCounter(job, sink);
  }

  /** Reads as many records as the bytes at hand hold. */
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
    return this.counter.result(this.plan);
  }

  private record(): void {
    const { reader, plan } = this;
    if (!this.firstSeen) this.first();
    else if (!plan) this.setAside('no header');
    else if (reader.count > plan.header.length) this.setAside('more cells than the header');
    else {
      reader.decode();
      if (this.isHeader()) this.counter.repeatedHeaders++;
      else this.row(plan);
    }
  }

  private first(): void {
    const { reader, job } = this;
    this.firstSeen = true;
    const raw = reader.raw(LIMITS.quarantineRawBytes);
    reader.decode();
    const first = readFirstRecord(
      Array.from({ length: reader.count }, (_, cell) => reader.text(cell)),
      job.facts.columns,
    );
    if (first.kind === 'unknown') {
      const reason = reader.count > LIMITS.columns ? 'too many columns' : 'no header';
      this.counter.setAside(reason, reader.line, reader.offset, raw);
      return;
    }
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
    // A record that cannot be cut leaves no header behind it to align with.
    this.firstSeen = true;
    this.counter.setAside(
      reason,
      this.reader.line,
      this.reader.offset,
      this.reader.raw(LIMITS.quarantineRawBytes),
    );
  }

  /** Whether the record at hand is the header once more, as joined files have it. */
  private isHeader(): boolean {
    const { reader, headerCells } = this;
    return (
      headerCells.length > 0 &&
      reader.count === headerCells.length &&
      // Settles nearly every row without comparing bytes.
      reader.ends[0]! - reader.starts[0]! === headerCells[0]!.length &&
      headerCells.every((cell, at) => cell.compare(reader.buffer, reader.starts[at], reader.ends[at]) === 0)
    );
  }
}
