// What all stages of one run share: the workspace, the stages' files and ledger, and how each stage treats earlier work.
import path from 'node:path';
import type { Settings } from '../../config/index.js';
import type { Clock } from '../../domain/clock.js';
import { asSundialError, type SundialError } from '../../domain/errors.js';
import { describeReport } from '../../domain/report.js';
import type { Stage, TrackerMode } from '../../domain/stages.js';
import type { Mark, Ready, ReportRecord, StageFiles, StageLedger } from '../../stages/index.js';
import type { Workspace } from '../workspace.js';
import type { StageEnrichment } from './enrichment.js';
import type { StageWatch, Tally } from './stage-result.js';

export interface StagesRequest {
  /** The stages to run; their order does not matter. */
  readonly stages: readonly Stage[];
  readonly trackerOf: (stage: Stage) => TrackerMode;
  /** The name of a single source for stage `email`; omitted = every mailbox. */
  readonly source?: string | undefined;
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
  readonly watch: StageWatch;
}

export interface StageRun extends StagesRequest {
  readonly workspace: Workspace;
  readonly files: StageFiles;
  readonly ledger: StageLedger;
  readonly enrichment: StageEnrichment;
  /** What rehearsed stages would do, for the stages behind them: a stage's name and a report. */
  readonly rehearsed: Set<string>;
}

/** The folder in which the stages keep their files. */
export function stagesFolder({ stages_dir, data_dir }: Settings): string {
  return stages_dir === '' ? path.join(data_dir, 'stages') : stages_dir;
}

/** Whether a stage has done its work on this content. */
export function isDone(mark: Mark | undefined, content: string): boolean {
  return mark?.state === 'done' && mark.content === content;
}

/** Whether a stage that others need is done, or would be done by this rehearsal. */
export function isReady(run: StageRun, stage: Stage, needed: 'process', record: ReportRecord): boolean {
  if (isDone(record[needed], record.received.sha256)) return true;
  return run.trackerOf(stage) === 'manual' && run.rehearsed.has(rehearsal(needed, record));
}

/** The name of a stage's work on a report, in `rehearsed`. */
export function rehearsal(stage: Stage, record: ReportRecord): string {
  return `${stage} ${describeReport(record.report)}`;
}

/** One stage's work on reports. */
export interface ReportWork {
  /** Why the stage cannot work on a report yet; undefined if it can. */
  readonly obstacle?: (record: ReportRecord) => string | undefined;
  readonly isDone: (record: ReportRecord) => boolean;
  /** Does the work, and adds the result to the tally. @throws SundialError; errors of one report end only its work */
  readonly work: (record: ReportRecord) => Promise<void>;
}

/** Goes through all reports of the ledger, and works on those that are ready and not done. */
export async function eachReport(run: StageRun, tally: Tally, parts: ReportWork): Promise<void> {
  const { stage, tracker } = tally;
  for await (const record of run.ledger.reports()) {
    if (run.signal.aborted) return;
    const name = describeReport(record.report);
    const obstacle = parts.obstacle?.(record);
    if (obstacle !== undefined) tally.add({ name, outcome: 'skipped', note: obstacle });
    else if (tracker !== 'off' && parts.isDone(record)) tally.add({ name, outcome: 'skipped' });
    else if (tracker === 'manual') {
      run.rehearsed.add(rehearsal(stage, record));
      tally.add({ name, outcome: 'would' });
    } else await attempt(name, tally, () => parts.work(record));
  }
}

/** Works on one item; its failure is its own, unless it affects all. @throws SundialError for a full disk and the like */
export async function attempt(name: string, tally: Tally, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = asSundialError(thrown);
    if (affectsAll(error)) throw error;
    tally.fail(name, error);
  }
}

export function affectsAll({ code }: SundialError): boolean {
  return /^(disk|store|stages|internal)/.test(code);
}

/**
 * Replaces the files that a stage wrote for a report. Between the two writes to the ledger, the stage does not count as
 * done, and the ledger names the files of both versions, so that a kill leaves nothing behind for good.
 *
 * @param mark the stage's new mark, without its files
 * @returns the new record
 */
export async function replaceFiles<S extends Exclude<Stage, 'email' | 'ingest'>>(
  { files, ledger }: StageRun,
  record: ReportRecord,
  stage: S,
  ready: readonly Ready[],
  mark: Omit<NonNullable<ReportRecord[S]>, 'files' | 'state'>,
): Promise<ReportRecord> {
  const before = record[stage]?.files ?? [];
  const targets = ready.map(({ target }) => target);
  const all = [...new Set([...before, ...targets])];
  await ledger.write({ ...record, [stage]: { ...mark, state: 'begun', files: all } });
  await files.place(ready);
  await files.remove(before.filter((file) => !targets.includes(file)));
  const done = { ...record, [stage]: { ...mark, state: 'done', files: targets } };
  await ledger.write(done);
  return done;
}
