// Stage `refresh`: renews what enrichers know, and asks those that answer about single addresses for the reports' addresses.
import { LIMITS } from '../../domain/limits.js';
import { describeReport } from '../../domain/report.js';
import { type Mark, type ReportRecord, visitAddresses } from '../../stages/index.js';
import { counted } from '../../text/index.js';
import type { Tally } from './stage-result.js';
import { eachReport, isDone, type StageRun } from './stage-run.js';

/** The addresses are asked together, so that one connection serves for many. */
export async function refreshStage(run: StageRun, tally: Tally): Promise<void> {
  const { enrichment, signal } = run;
  const atHand = new Set<string>();
  let visited: Visited[] = [];
  let hasLeft = false;
  const refresh = async () => {
    const results = await enrichment.refresh([...atHand]);
    atHand.clear();
    for (const { name, outcome, entries, unanswered, error } of results) {
      const left =
        unanswered > 0 ? `, ${counted(unanswered, 'address is', 'addresses are')} left to the next run` : '';
      const note = `${outcome}, ${counted(entries, 'entry', 'entries')}${left}`;
      if (error) tally.fail(`enricher ${name}`, error);
      else tally.add({ name: `enricher ${name}`, outcome: 'done', note });
      hasLeft ||= error !== undefined || unanswered > 0;
    }
    for (const each of visited) await finish(run, tally, each, hasLeft);
    visited = [];
  };
  await eachReport(run, tally, {
    isDone: ({ refresh: mark, received }) => isDone(mark, received.sha256),
    work: async (record) => {
      visited.push({ record, rows: await visit(run, record, atHand) });
      if (atHand.size >= LIMITS.enrichmentAsked) await refresh();
    },
  });
  if (signal.aborted) return;
  if (tally.tracker !== 'manual') await refresh();
  else if (enrichment.enrichers > 0)
    tally.add({ name: counted(enrichment.enrichers, 'enricher'), outcome: 'would' });
}

/** A report whose addresses are at hand. */
interface Visited {
  readonly record: ReportRecord;
  /** Rows with an address. */
  readonly rows: number;
}

async function visit(
  { workspace }: StageRun,
  { report, received }: ReportRecord,
  atHand: Set<string>,
): Promise<number> {
  return visitAddresses({
    report,
    facts: workspace.catalogue.describe(report.type),
    path: received.path,
    content: workspace.archive.read(received.sha256),
    visit: async (addresses) => {
      for (const address of addresses) atHand.add(address);
    },
  });
}

/** A report counts as done only if every enricher could be renewed and has answered about every address. */
async function finish(
  { ledger, clock }: StageRun,
  tally: Tally,
  { record, rows }: Visited,
  hasLeft: boolean,
): Promise<void> {
  const content = record.received.sha256;
  const mark: Mark = { content, state: 'done', at: clock().toISOString(), files: [], rows };
  if (!hasLeft) await ledger.write({ ...record, refresh: mark });
  tally.add({ name: describeReport(record.report), outcome: 'done', rows });
}
