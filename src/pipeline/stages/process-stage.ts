// Stage `process`: reads, checks, normalises and enriches every received report, and leaves the store alone.
import { describeReport } from '../../domain/report.js';
import { processReport, type ReportRecord } from '../../stages/index.js';
import type { Tally } from './stage-result.js';
import { eachReport, isDone, replaceFiles, type StageRun } from './stage-run.js';

export async function processStage(run: StageRun, tally: Tally): Promise<void> {
  await eachReport(run, tally, {
    isDone: ({ process, received }) => isDone(process, received.sha256),
    work: (record) => processOne(run, tally, record),
  });
}

async function processOne(run: StageRun, tally: Tally, record: ReportRecord): Promise<void> {
  const { files, workspace, enrichment, clock } = run;
  const { report, received } = record;
  const { ready, ...counts } = await processReport(files, {
    report,
    facts: workspace.catalogue.describe(report.type),
    path: received.path,
    open: () => workspace.archive.read(received.sha256),
    enrich: enrichment.enrich,
  });
  await replaceFiles(run, record, 'process', ready, {
    ...counts,
    content: received.sha256,
    at: clock().toISOString(),
  });
  const { rows, quarantined } = counts;
  tally.add({
    name: describeReport(report),
    outcome: 'done',
    rows,
    quarantined,
    note: noteOf(record, counts),
  });
}

function noteOf(
  { received: { expected } }: ReportRecord,
  { rows, quarantined }: { readonly rows: number; readonly quarantined: number },
): string {
  const announced = expected && expected.rows !== rows + quarantined ? expected.rows : undefined;
  return [
    ...(quarantined > 0
      ? [`${quarantined} of its rows cannot be aligned with its columns; see quarantine`]
      : []),
    ...(announced === undefined ? [] : [`has ${rows + quarantined} rows, but ${announced} were announced`]),
  ].join('; ');
}
