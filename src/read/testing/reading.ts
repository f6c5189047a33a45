// Reads reports for tests in the same way as the loader's thread.
import { inPieces } from '../../records/testing/reading.js';
import { type Segment, SegmentWriter } from '../encode/segment.js';
import { readReport } from '../read-report.js';
import type { ReadResult, ReportJob } from '../report-reader.js';

/** Properties of a report type for tests that do not depend on the type. */
export const PLAIN_FACTS: ReportJob['facts'] = {
  severity: 'medium',
  subject: [{ column: 'ip', kind: 'address' }],
  cveColumns: [],
  columns: [],
};

export const jobOf = (load: number, facts: Partial<ReportJob['facts']> = {}): ReportJob => ({
  load,
  path: 'test.csv',
  report: { list: 'test', type: 'scan_test', date: '2026-01-15' },
  facts: { ...PLAIN_FACTS, ...facts },
});

/** Reads reports into segments below `folder`. */
export async function readInto(
  folder: string,
  reports: readonly { job: ReportJob; bytes: Uint8Array; sizes?: readonly number[] }[],
): Promise<{ results: ReadResult[]; segments: Segment[] }> {
  const writer = new SegmentWriter(folder);
  const segments: Segment[] = [];
  const results: ReadResult[] = [];
  const sink = {
    events: writer.events,
    quarantine: writer.quarantine,
    rowAdded: () => writer.rowAdded((segment) => segments.push(segment)),
  };
  for (const { job, bytes, sizes } of reports)
    results.push(await readReport(chunks(bytes, sizes), job, sink));
  segments.push(...writer.takeAll());
  return { results, segments };
}

async function* chunks(bytes: Uint8Array, sizes: readonly number[] = [0]): AsyncGenerator<Buffer> {
  yield* inPieces(bytes, sizes);
}
