// `sundial run`: runs one cycle of the pipeline like the service, or stages of the mail pipeline, and exits.
import { type Command, Option } from 'commander';
import { SundialError } from '../../../domain/errors.js';
import { didYouMean } from '../../../domain/nearest.js';
import { STAGES, type Stage, TRACKER_MODES, type TrackerMode } from '../../../domain/stages.js';
import { addSource, type SourceOptions } from '../../filters/source.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import { interruptible } from '../../frame/interrupt.js';
import type { Workspace } from '../../frame/workspace.js';

type StageTrackers = { readonly [S in Stage as `tracker${Capitalize<S>}`]?: TrackerMode };

interface Options extends SourceOptions, StageTrackers {
  readonly once?: boolean;
  readonly backfill?: number;
  readonly tracker?: TrackerMode;
}

const ALL = 'all';

export function declareRun(program: Command, context: CliContext): void {
  const command = program
    .command('run')
    .argument('[stage...]', `stages of the mail pipeline: ${STAGES.join(', ')}, or ${ALL}`)
    .description('run one cycle of the pipeline, as the service does, or stages of the mail pipeline')
    .option('--once', 'one cycle with everything that is due')
    .option('--backfill <n>', 'the last N days instead', positive)
    .addOption(
      tracker('--tracker', 'auto skips what a stage has done, manual only lists it, off does it again'),
    );
  for (const stage of STAGES)
    command.addOption(tracker(`--tracker-${stage}`, `the same for stage ${stage} alone`));
  addSource(command);
  bindAction<Options>(command, context, async (given, options) => {
    const stages = stagesOf(given);
    requireOneWay(stages, options);
    const { withWorkspace } = await import('../../frame/workspace.js');
    return withWorkspace(options, context, (workspace) =>
      stages.length > 0
        ? runAll(workspace, stages, options, context)
        : runCycleOnce(workspace, options, context),
    );
  });
}

function tracker(flag: string, description: string): Option {
  return new Option(`${flag} <mode>`, description).choices(TRACKER_MODES);
}

/** @throws SundialError `usage` */
function stagesOf(given: readonly string[]): Stage[] {
  const known = [...STAGES, ALL];
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new SundialError('usage', {
      problem: `there is no stage "${unknown}"${didYouMean(unknown, known) || `; the stages are ${known.join(', ')}`}`,
    });
  return STAGES.filter((stage) => given.includes(stage) || given.includes(ALL));
}

/** @throws SundialError `usage` */
function requireOneWay(stages: readonly Stage[], options: Options): void {
  const { once, backfill } = options;
  if (stages.length === 0) {
    if ((once === true) === (backfill !== undefined))
      throw new SundialError('usage', {
        problem: 'use --once or --backfill DAYS; "sundial serve" runs continuously',
      });
    if ([undefined, ...STAGES].some((stage) => trackerOption(stage, options) !== undefined))
      throw new SundialError('usage', { problem: '--tracker needs stages, such as "sundial run all"' });
  } else if (once === true || backfill !== undefined)
    throw new SundialError('usage', {
      problem: 'name either stages, or --once or --backfill for a cycle as the service runs it',
    });
}

function trackerOption(stage: Stage | undefined, options: Options): TrackerMode | undefined {
  if (stage === undefined) return options.tracker;
  const name = `tracker${stage[0]!.toUpperCase()}${stage.slice(1)}` as keyof StageTrackers;
  return options[name];
}

async function runAll(
  workspace: Workspace,
  stages: readonly Stage[],
  options: Options,
  context: CliContext,
): Promise<number> {
  const [{ runStages }, { StageProgress }, { printStages, stagesExitCode }] = await Promise.all([
    import('../../../pipeline/index.js'),
    import('./stage-progress.js'),
    import('./stages-output.js'),
  ]);
  const { clock, env } = context;
  const watch = new StageProgress(context, options.json === true);
  const results = await interruptible(context, (signal) =>
    runStages(workspace, {
      ...{ stages, source: options.source, clock, env, signal, watch },
      trackerOf: (stage) => trackerOption(stage, options) ?? options.tracker ?? 'auto',
    }),
  );
  printStages(results, options, context);
  return stagesExitCode(results);
}

async function runCycleOnce(workspace: Workspace, options: Options, context: CliContext): Promise<number> {
  const [{ closeSources, openSources, runCycle }, { ReadingProgress }, { cycleExitCode, printCycle }] =
    await Promise.all([
      import('../../../pipeline/index.js'),
      import('../../print/reading-progress.js'),
      import('../../print/source-summary.js'),
    ]);
  const { clock, env } = context;
  const { settings, catalogue } = workspace;
  const sources = await openSources(settings, { clock, env, catalogue, name: options.source });
  const watch = new ReadingProgress(context, options.json === true);
  const backfill = options.backfill === undefined ? {} : { backfillDays: options.backfill };
  try {
    const cycle = await interruptible(context, (signal) =>
      runCycle(workspace, { sources, clock, signal, watch, ...backfill }),
    );
    watch.stop();
    printCycle(cycle, options, context);
    return cycleExitCode(cycle);
  } finally {
    watch.stop();
    await closeSources(sources);
  }
}
