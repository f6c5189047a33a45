// `sundial run`: runs one cycle of the pipeline like the service, and exits.
import type { Command } from 'commander';
import { SundialError } from '../../../domain/errors.js';
import { addSource, type SourceOptions } from '../../filters/source.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import { interruptible } from '../../frame/interrupt.js';
import type { Workspace } from '../../frame/workspace.js';

interface Options extends SourceOptions {
  readonly once?: boolean;
  readonly backfill?: number;
}

export function declareRun(program: Command, context: CliContext): void {
  const command = program
    .command('run')
    .description('run one cycle of the pipeline, as the service does, for an external scheduler')
    .option('--once', 'one cycle with everything that is due')
    .option('--backfill <n>', 'the last N days instead', positive);
  addSource(command);
  bindAction<Options>(command, context, async (_args, options) => {
    if ((options.once === true) === (options.backfill !== undefined))
      throw new SundialError('usage', {
        problem: 'use --once or --backfill DAYS; "sundial serve" runs continuously',
      });
    const { withWorkspace } = await import('../../frame/workspace.js');
    return withWorkspace(options, context, (workspace) => run(workspace, options, context));
  });
}

async function run(workspace: Workspace, options: Options, context: CliContext): Promise<number> {
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
