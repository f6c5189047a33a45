// The common part of reading reports of any form: rows for the encoder, rows set aside, and counts.
import { hash } from 'node:crypto';
import { LIMITS } from '../domain/limits.js';
import type { EventEncoder } from './encode/encoder.js';
import { RowDigest } from './encode/event-key.js';
import type { QuarantineBlock, QuarantineReason } from './encode/quarantine-block.js';
import type { PlannedJob, ReportPlan } from './plan.js';

/** A report to read: its identity and the properties of its type. */
export interface ReportJob extends PlannedJob {
  /** For messages. */
  readonly path: string;
}

/** The outcome of a report's rows. `rows` = encoded + quarantined (decisions.md#row-counts). */
export interface ReadResult {
  readonly load: number;
  readonly rows: number;
  readonly encoded: number;
  readonly quarantined: number;
  /** Number of values of typed columns that could not be parsed and are kept as text. */
  readonly unparsed: number;
  /** Number of texts that are kept of numbers and severities whose typed value is none; may be too high. */
  readonly untyped: number;
  readonly repeatedHeaders: number;
  readonly header: readonly string[];
  readonly slots: readonly string[];
  readonly digest: string;
  /** The digest with keys of SHA-256, if it was requested. */
  readonly earlierDigest: string | undefined;
}

/** The destination of rows; the worker writes both kinds to files that the engine reads. */
export interface RowSink {
  readonly events: Pick<EventEncoder, 'add'> & Partial<Pick<EventEncoder, 'addRun'>>;
  readonly quarantine: Pick<QuarantineBlock, 'add'>;
  /** Called after each row, so that full blocks can be written. */
  readonly rowAdded: () => void;
}

/** Counts rows while a report is read. */
export class RowCounter {
  rows = 0;
  quarantined = 0;
  repeatedHeaders = 0;
  private readonly aside = new RowDigest();

  constructor(
    private readonly job: ReportJob,
    private readonly sink: RowSink,
  ) {}

  /** Sets a row aside with its raw text; beyond the limit rows are only counted, because the archive has their text. */
  setAside(
    reason: QuarantineReason,
    line: number,
    offset: number,
    raw: { bytes: Uint8Array; total: number },
  ): void {
    this.rows++;
    this.quarantined++;
    this.aside.add(hash('sha256', raw.bytes, 'buffer'));
    if (this.quarantined > LIMITS.quarantineRows) return;
    this.sink.quarantine.add({ load: this.job.load, line, offset, reason, ...raw });
    this.sink.rowAdded();
  }

  result(plan: ReportPlan | undefined): ReadResult {
    return {
      load: this.job.load,
      rows: this.rows,
      encoded: this.rows - this.quarantined,
      quarantined: this.quarantined,
      unparsed: plan?.unparsed ?? 0,
      untyped: plan?.untyped ?? 0,
      repeatedHeaders: this.repeatedHeaders,
      header: plan?.header ?? [],
      slots: plan?.slots ?? [],
      digest: this.withAside(plan?.digest.ofKeys() ?? ''),
      earlierDigest: plan?.earlierDigest && this.withAside(String(plan.earlierDigest)),
    };
  }

  /** The digest includes rows set aside: a version that differs only in those rows is a different version. */
  private withAside(rows: string): string {
    return this.quarantined === 0 ? rows : `${rows}+${this.aside}`;
  }
}

/** A report during reading. */
export interface ReportInProgress {
  readonly reader: { push(chunk: Uint8Array): void; finish(): void };
  /** Reads all complete rows in the available bytes. */
  readOn(): void;
  result(): ReadResult;
}

/** Feeds a report with the chunks of its bytes. @throws SundialError `file-not-a-report` */
export async function readChunks(
  report: ReportInProgress,
  chunks: AsyncIterable<Buffer>,
): Promise<ReadResult> {
  for await (const chunk of withoutEndMark(chunks)) {
    report.reader.push(chunk);
    report.readOn();
  }
  report.reader.finish();
  report.readOn();
  return report.result();
}

/** The end-of-file mark of old Windows programs. */
export const CTRL_Z = 0x1a;
const LINE_END: ReadonlySet<number | undefined> = new Set([CTRL_Z, 0x0a, 0x0d]);

/** Removes a Ctrl-Z at the end, which some Windows programs write as an end-of-file mark. */
async function* withoutEndMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer | undefined;
  for await (const chunk of chunks) {
    if (held) yield held;
    const end = endMark(chunk);
    // A copy, because the source may reuse its buffer.
    held = end < chunk.length ? Buffer.from(chunk.subarray(end)) : undefined;
    if (end > 0) yield chunk.subarray(0, end);
  }
}

/** The position of a Ctrl-Z that only line ends follow; the chunk's length if there is no such Ctrl-Z. */
export function endMark(chunk: Buffer): number {
  let at = chunk.length;
  while (LINE_END.has(chunk[at - 1])) at--;
  const mark = chunk.indexOf(CTRL_Z, at);
  return mark < 0 ? chunk.length : mark;
}
