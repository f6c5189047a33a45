// Reads reports with and without the kernel, so that tests can compare the results byte by byte.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inPieces } from '../../records/testing/reading.js';
import { type Segment, SegmentWriter } from '../encode/segment.js';
import { readReport } from '../read-report.js';
import type { ReportJob } from '../report-reader.js';

/** A report, and the sizes of the pieces in which its bytes arrive (0 = all remaining bytes). */
export interface BothReport {
  readonly job: ReportJob;
  readonly bytes: Uint8Array;
  readonly sizes?: readonly number[];
}

/** A reader's outcome: a result or an error for each report, and all segments with their bytes. */
export interface Outcome {
  readonly results: readonly unknown[];
  readonly segments: readonly (Omit<Segment, 'file'> & { readonly bytes: Buffer })[];
  /** The number of rows that the kernel read. */
  readonly kernelRows: number;
}

/** Reads reports one after the other into the same segments, as the loader's thread does. */
export async function readWith(
  reader: 'kernel' | 'reference',
  reports: readonly BothReport[],
): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-both-'));
  try {
    return await readIn(folder, reader, reports);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function readIn(
  folder: string,
  reader: 'kernel' | 'reference',
  reports: readonly BothReport[],
): Promise<Outcome> {
  const writer = new SegmentWriter(folder, 0);
  const segments: Segment[] = [];
  const results: unknown[] = [];
  let kernelRows = 0;
  const { events, quarantine } = writer;
  const kernel: Pick<typeof events, 'addRun'> = {
    addRun: (plan, source) => {
      const run = events.addRun(plan, source);
      kernelRows += run?.rows ?? 0;
      return run;
    },
  };
  const sink = {
    events: { add: events.add.bind(events), ...(reader === 'kernel' && kernel) },
    quarantine,
    rowAdded: () => writer.rowAdded((segment) => segments.push(segment)),
  };
  for (const { job, bytes, sizes } of reports)
    results.push(await readReport(pieces(bytes, sizes), job, sink).catch((error: unknown) => String(error)));
  segments.push(...writer.takeAll());
  return {
    results,
    segments: segments.map(({ file, ...segment }) => ({ ...segment, bytes: readFileSync(file) })),
    kernelRows,
  };
}

async function* pieces(bytes: Uint8Array, sizes: readonly number[] = [0]): AsyncGenerator<Buffer> {
  yield* inPieces(bytes, sizes);
}
