// Runs stages of the mail pipeline in the flow's order; one that fails leaves the work of the others intact.
import path from 'node:path';
import { asSundialError } from '../../domain/errors.js';
import { STAGES, type Stage } from '../../domain/stages.js';
import { StageFiles, StageLedger } from '../../stages/index.js';
import type { Workspace } from '../workspace.js';
import { emailStage } from './email-stage.js';
import { enrichmentOf } from './enrichment.js';
import { ingestStage } from './ingest-stage.js';
import { migrateStage } from './migrate-stage.js';
import { processStage } from './process-stage.js';
import { refreshStage } from './refresh-stage.js';
import { type StageResult, Tally } from './stage-result.js';
import { type StageRun, type StagesRequest, stagesFolder } from './stage-run.js';
import { treeStages } from './tree-stages.js';

/** The stages that run on their own; `country` and `service` share a pass over each report. */
const WORK = {
  email: emailStage,
  migrate: migrateStage,
  refresh: refreshStage,
  process: processStage,
  ingest: ingestStage,
} as const satisfies Partial<Record<Stage, (run: StageRun, tally: Tally) => Promise<void>>>;

/** Runs the requested stages. A stage's error is part of its result, and the stages behind it still run. */
export async function runStages(workspace: Workspace, request: StagesRequest): Promise<StageResult[]> {
  const files = new StageFiles(stagesFolder(workspace.settings));
  const run: StageRun = {
    ...request,
    ...{ workspace, files, ledger: new StageLedger(files), rehearsed: new Set() },
    enrichment: enrichmentOf(workspace, request),
  };
  const results: StageResult[] = [];
  const asked = STAGES.filter((stage) => request.stages.includes(stage));
  const isRehearsal = asked.every((stage) => request.trackerOf(stage) === 'manual');
  const { stages_dir, data_dir } = workspace.settings;
  // A folder of stages within the data folder moves along with it.
  if (stages_dir !== '') await files.claim(path.resolve(data_dir), isRehearsal);
  if (!isRehearsal) await files.cleanUp();
  for (const stages of together(asked)) {
    if (request.signal.aborted) break;
    results.push(...(await runTogether(run, stages)));
  }
  return results;
}

/** The stages in groups: each on its own, and both trees in one. */
function together(stages: readonly Stage[]): Stage[][] {
  const isTree = (stage: Stage) => stage === 'country' || stage === 'service';
  const trees = stages.filter(isTree);
  return stages.flatMap((stage): Stage[][] => {
    if (!isTree(stage)) return [[stage]];
    return stage === trees[0] ? [trees] : [];
  });
}

async function runTogether(run: StageRun, stages: readonly Stage[]): Promise<StageResult[]> {
  const [only] = stages;
  const of = await itemsOf(only!, run);
  const tallies = stages.map((stage) => new Tally(stage, run.trackerOf(stage), run.watch, of));
  try {
    if (only === 'country' || only === 'service')
      await treeStages(run, Object.fromEntries(tallies.map((tally) => [tally.stage, tally])));
    else await WORK[only as keyof typeof WORK](run, tallies[0]!);
    return tallies.map((tally) => tally.end());
  } catch (thrown) {
    const error = asSundialError(thrown);
    return tallies.map((tally) => tally.end(error));
  }
}

/** The number of items that a stage will look at; undefined if it is not known in advance. */
async function itemsOf(stage: Stage, { ledger }: StageRun): Promise<number | undefined> {
  if (stage === 'email') return undefined;
  const { reports, messages } = await ledger.count();
  return stage === 'migrate' ? reports + messages : reports;
}
