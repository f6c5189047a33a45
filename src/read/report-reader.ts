// What reading a report yields, whatever its form: rows for the encoder, rows set aside, and the counts.
import { hash } from 'node:crypto';
import { LIMITS } from '../domain/limits.js';
import type { ReportIdentity } from '../domain/report.js';
import type { EventEncoder } from './encode/encoder.js';
import { RowDigest } from './encode/event-key.js';
import type { QuarantineBlock, QuarantineReason } from './encode/quarantine-block.js';
import type { ReportPlan, TypeFacts } from './plan.js';

/** A report to read: where it belongs and what its type says. */
export interface ReportJob {
  readonly load: number;
  /** For messages. */
  readonly path: string;
  readonly report: ReportIdentity;
  readonly facts: TypeFacts;
}

/** What became of a report's rows. `rows` = encoded + quarantined (decisions.md#row-counts). */
export interface ReadResult {
  readonly load: number;
  readonly rows: number;
  readonly encoded: number;
  readonly quarantined: number;
  /** Values of typed columns that could not be read and stay text. */
  readonly unparsed: number;
  readonly repeatedHeaders: number;
  readonly header: readonly string[];
  readonly slots: readonly string[];
  readonly digest: string;
}

/** Where rows go; the worker writes both to files that the engine reads. */
export interface RowSink {
  readonly events: Pick<EventEncoder, 'add'>;
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

  /** Sets a row aside with its raw text; beyond the limit it is only counted, for the archive has it. */
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
      repeatedHeaders: this.repeatedHeaders,
      header: plan?.header ?? [],
      slots: plan?.slots ?? [],
      digest: this.digest(plan),
    };
  }

  /** Rows set aside count too: a version that only differs in them is another one. */
  private digest(plan: ReportPlan | undefined): string {
    const rows = plan ? String(plan.digest) : '';
    return this.quarantined === 0 ? rows : `${rows}+${this.aside}`;
  }
}

/** A report of some form while it is read. */
export interface ReportInProgress {
  readonly reader: { push(chunk: Uint8Array): void; finish(): void };
  /** Reads as many rows as the bytes at hand hold. */
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

const CTRL_Z = 0x1a;
const LINE_END: ReadonlySet<number | undefined> = new Set([CTRL_Z, 0x0a, 0x0d]);

/** Leaves out a Ctrl-Z at the end, which some Windows programs write as the end of a file. */
async function* withoutEndMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer | undefined;
  for await (const chunk of chunks) {
    if (held) yield held;
    const end = endMark(chunk);
    // A copy, because the source may use its buffer again.
    held = end < chunk.length ? Buffer.from(chunk.subarray(end)) : undefined;
    if (end > 0) yield chunk.subarray(0, end);
  }
}

/** Where a Ctrl-Z begins that only line ends follow; the chunk's length where there is none. */
function endMark(chunk: Buffer): number {
  let at = chunk.length;
  while (LINE_END.has(chunk[at - 1])) at--;
  const mark = chunk.indexOf(CTRL_Z, at);
  return mark < 0 ? chunk.length : mark;
}
