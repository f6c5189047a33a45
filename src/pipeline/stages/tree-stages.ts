// Stages `country` and `service`: give the processed reports out to the trees, both in one pass over each report.
import { asSundialError } from '../../domain/errors.js';
import { describeReport } from '../../domain/report.js';
import { type ReportRecord, sortReport, type Tree } from '../../stages/index.js';
import type { Tally } from './stage-result.js';
import { affectsAll, isDone, isReady, rehearsal, replaceFiles, type StageRun } from './stage-run.js';

/** Runs the requested ones of both stages. @param tallies one for each stage that was requested */
export async function treeStages(
  run: StageRun,
  tallies: Readonly<Partial<Record<Tree, Tally>>>,
): Promise<void> {
  for await (const record of run.ledger.reports()) {
    if (run.signal.aborted) return;
    const trees = (['country', 'service'] as const).filter((tree) => {
      const tally = tallies[tree];
      return tally !== undefined && isDue(run, record, tree, tally);
    });
    if (trees.length > 0) await sortOne(run, record, trees, tallies);
  }
}

/** Whether the rows of a report are to be written to a tree; all other cases are added to the tally. */
function isDue(run: StageRun, record: ReportRecord, tree: Tree, tally: Tally): boolean {
  const name = describeReport(record.report);
  const { process } = record;
  if (!isReady(run, tree, 'process', record)) tally.add({ name, outcome: 'skipped', note: NOT_PROCESSED });
  else if (tally.tracker !== 'off' && process && isDone(record[tree], process.sha256))
    tally.add({ name, outcome: 'skipped' });
  else if (tally.tracker === 'manual') {
    run.rehearsed.add(rehearsal(tree, record));
    tally.add({ name, outcome: 'would' });
  } else return true;
  return false;
}

export const NOT_PROCESSED = 'stage process has not been done for its current content';

async function sortOne(
  run: StageRun,
  record: ReportRecord,
  trees: readonly Tree[],
  tallies: Readonly<Partial<Record<Tree, Tally>>>,
): Promise<void> {
  const { report, process } = record;
  const name = describeReport(report);
  const left = new Set(trees);
  try {
    const facts = run.workspace.catalogue.describe(report.type);
    const { ready, rows } = await sortReport(run.files, { report, facts, processed: process!, trees });
    let latest = record;
    for (const tree of trees) {
      const mark = { content: process!.sha256, at: run.clock().toISOString(), rows };
      latest = await replaceFiles(run, latest, tree, ready[tree], mark);
      tallies[tree]!.add({ name, outcome: 'done', rows });
      left.delete(tree);
    }
  } catch (thrown) {
    const error = asSundialError(thrown);
    if (affectsAll(error)) throw error;
    for (const tree of left) tallies[tree]!.fail(name, error);
  }
}
