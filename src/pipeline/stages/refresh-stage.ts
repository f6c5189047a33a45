// Stage `refresh`: renews what enrichers know about the addresses of reports that have arrived.
import { describeReport } from '../../domain/report.js';
import { type Mark, type ReportRecord, visitAddresses } from '../../stages/index.js';
import type { Tally } from './stage-result.js';
import { eachReport, isDone, type StageRun } from './stage-run.js';

export async function refreshStage(run: StageRun, tally: Tally): Promise<void> {
  await eachReport(run, tally, {
    isDone: ({ refresh, received }) => isDone(refresh, received.sha256),
    work: (record) => refreshOne(run, tally, record),
  });
}

async function refreshOne(run: StageRun, tally: Tally, record: ReportRecord): Promise<void> {
  const { workspace, enrichment, ledger, clock } = run;
  const { report, received } = record;
  const rows = await visitAddresses({
    report,
    facts: workspace.catalogue.describe(report.type),
    path: received.path,
    content: workspace.archive.read(received.sha256),
    visit: (addresses) => enrichment.refresh(addresses),
  });
  const mark: Mark = {
    ...{ content: received.sha256, state: 'done', at: clock().toISOString() },
    ...{ files: [], rows },
  };
  await ledger.write({ ...record, refresh: mark });
  tally.add({ name: describeReport(report), outcome: 'done', rows });
}
