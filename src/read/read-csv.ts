// Reads one CSV report: header, rows, repeated headers, and rows that cannot be aligned.
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { CsvReader } from '../records/index.js';
import type { QuarantineReason } from './encode/quarantine-block.js';
import { type FirstRecord, readFirstRecord } from './header.js';
import { planReport, type ReportPlan } from './plan.js';
import {
  CTRL_Z,
  endMark,
  type ReadResult,
  type ReportJob,
  RowCounter,
  type RowSink,
  readChunks,
} from './report-reader.js';

const QUOTE = 0x22;

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

/**
 * Checks the first record of a CSV report, which decides whether the file is a report.
 *
 * @param head the beginning of the file, with the whole first record
 * @throws SundialError `file-not-a-report`
 */
export function checkFirstRecord(head: Buffer, job: ReportJob): void {
  const reader = new CsvReader();
  reader.push(head.subarray(0, endMark(head)));
  reader.finish();
  let found = reader.next();
  while (found === 'blank') found = reader.next();
  if (found === 'broken') throw refusal(job, `its first line has an error: ${reader.problem}`);
  if (found !== 'record') throw refusal(job, NO_HEADER);
  firstRecord(reader, job);
}

/** Classifies the reader's current record. @throws SundialError `file-not-a-report` */
function firstRecord(reader: CsvReader, job: ReportJob): Exclude<FirstRecord, { kind: 'unknown' }> {
  reader.decode();
  const cells = Array.from({ length: reader.count }, (_, cell) => reader.text(cell));
  const first = readFirstRecord(cells, job.facts.columns);
  if (first.kind === 'unknown') throw refusal(job, `its first line ${first.problem}`);
  return first;
}

function refusal(job: ReportJob, problem: string): SundialError {
  return new SundialError('file-not-a-report', { file: job.path, problem });
}

const NO_HEADER = 'it has no header';
const NO_CELL = Buffer.alloc(0);

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
      this.readRuns();
      const found = reader.next();
      if (found === 'more' || found === 'end') return;
      if (found === 'blank') continue;
      if (found === 'broken') this.setAside(reader.problem);
      else this.record();
    }
  }

  /** Reads rows in the kernel, up to the first record that the kernel leaves to this reader. */
  private readRuns(): void {
    const { reader, plan, sink } = this;
    if (!plan || !sink.events.addRun) return;
    for (let uncut = reader.uncut(); uncut; uncut = reader.uncut()) {
      const headerCell = this.headerCells[0] ?? NO_CELL;
      const run = sink.events.addRun(plan, { ...uncut, headerCell });
      if (!run) return;
      reader.passOver(run.bytes, run.lines);
      this.counter.rows += run.rows;
      if (run.rows > 0) sink.rowAdded();
      if (!run.canContinue) return;
    }
  }

  result(): ReadResult {
    if (!this.plan) throw refusal(this.job, NO_HEADER);
    return this.counter.result(this.plan);
  }

  private record(): void {
    const { reader, plan } = this;
    if (!plan) this.first();
    else if (reader.count > plan.header.length) this.setAside('more cells than the header');
    else {
      reader.decode();
      if (this.isHeader()) this.counter.repeatedHeaders++;
      else if (this.isEndMark()) this.setAside('end-of-file mark');
      else this.row(plan);
    }
  }

  private first(): void {
    const { reader, job } = this;
    const first = firstRecord(reader, job);
    this.plan = planReport(job, first.header);
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
    if (!this.plan) throw refusal(this.job, `its first line has an error: ${reason}`);
    this.counter.setAside(reason, reader.line, reader.offset, reader.raw(LIMITS.quarantineRawBytes));
  }

  /** Whether the current record repeats the header, as in concatenated files. */
  private isHeader(): boolean {
    const { reader, headerCells } = this;
    if (headerCells.length === 0 || reader.count !== headerCells.length) return false;
    const [start, end] = this.isMarked() ? this.afterMark() : [reader.starts[0]!, reader.ends[0]!];
    return (
      // Decides nearly every row without comparing bytes.
      end - start === headerCells[0]!.length &&
      headerCells[0]!.compare(reader.buffer, start, end) === 0 &&
      headerCells.every(
        (cell, at) => at === 0 || cell.compare(reader.buffer, reader.starts[at], reader.ends[at]) === 0,
      )
    );
  }

  /** Whether the record is only a Ctrl-Z: the end of a file to which another file was appended. */
  private isEndMark(): boolean {
    const { reader } = this;
    return this.isMarked() && reader.count === 1 && reader.ends[0]! - reader.starts[0]! === 1;
  }

  private isMarked(): boolean {
    const { reader } = this;
    return reader.starts[0]! < reader.ends[0]! && reader.buffer[reader.starts[0]!] === CTRL_Z;
  }

  /** The first cell without the Ctrl-Z before it and without the quotes, which the CSV reader leaves after a Ctrl-Z. */
  private afterMark(): [start: number, end: number] {
    const { reader } = this;
    const [start, end] = [reader.starts[0]! + 1, reader.ends[0]!];
    const isQuoted = end - start >= 2 && reader.buffer[start] === QUOTE && reader.buffer[end - 1] === QUOTE;
    return isQuoted ? [start + 1, end - 1] : [start, end];
  }
}
