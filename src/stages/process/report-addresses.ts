// The addresses that the rows of a report are about, without processing the report.
import type { ReportType } from '../../catalogue/index.js';
import type { ReportIdentity } from '../../domain/report.js';
import { readReport } from '../../read/index.js';
import { type SubjectCell, subjectCells } from '../subject-cells.js';
import { paced } from './paced.js';
import { addressOf } from './processed-sink.js';

/** Addresses that are visited together; they bound the memory of a large report. */
const TOGETHER = 10_000;

export interface AddressesRequest {
  readonly report: ReportIdentity;
  readonly facts: ReportType;
  /** The report's name in errors. */
  readonly path: string;
  readonly content: AsyncIterable<Buffer>;
  /** Receives some of the addresses; a later call may repeat an address of an earlier one. */
  readonly visit: (addresses: readonly string[]) => Promise<void>;
}

/**
 * Visits the addresses of the rows' subjects.
 *
 * @returns the number of rows with an address
 * @throws SundialError `file-not-a-report`; errors of the content and of `visit`
 */
export async function visitAddresses({
  report,
  facts,
  path,
  content,
  visit,
}: AddressesRequest): Promise<number> {
  const waiting = new Set<string>();
  let rows = 0;
  let header: readonly string[] = [];
  let subjects: readonly SubjectCell[] = [];
  const flush = async (least: number) => {
    if (waiting.size < least) return;
    await visit([...waiting]);
    waiting.clear();
  };
  const sink = {
    events: {
      add: (plan: { readonly header: readonly string[] }, row: Parameters<typeof addressOf>[0]) => {
        if (plan.header.length !== header.length) {
          header = plan.header;
          subjects = subjectCells(facts, header);
        }
        const address = addressOf(row, subjects);
        if (address === '') return;
        waiting.add(address);
        rows++;
      },
    },
    quarantine: { add: () => {} },
    rowAdded: () => {},
  };
  await readReport(
    paced(content, () => flush(TOGETHER)),
    { load: 0, report, facts, path },
    sink,
  );
  await flush(1);
  return rows;
}
