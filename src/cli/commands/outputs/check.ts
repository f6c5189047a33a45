// `sundial outputs check`: connects to the target of one output or of all, and compares numbers of events.
import { asSundialError, EXIT, SundialError } from '../../../domain/errors.js';
import type { OpenedOutputs } from '../../../pipeline/index.js';
import type { CountDifference, OutputRun, OutputView } from '../../../publish/index.js';
import { json } from '../../../text/index.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { interruptible } from '../../frame/interrupt.js';
import { prose } from '../../print/prose.js';
import { countsTable } from './outputs-output.js';

export interface CheckOptions extends GlobalOptions {
  readonly counts?: boolean;
}

interface Checked {
  readonly view: OutputView;
  /** With --counts: the slices that differ; null if they cannot be compared. */
  readonly differences?: readonly CountDifference[] | null;
}

/** @throws SundialError errors of the output */
export function checkOne(
  { runs, world }: OpenedOutputs,
  options: CheckOptions,
  context: CliContext,
): Promise<number> {
  const run = runs[0]!;
  return interruptible(context, async (signal) => {
    const checked = await checkRun(run, world, options, signal);
    if (options.json) context.print(json(shown(run, checked)));
    else print(run, checked, context);
    return exitOf(checked);
  });
}

/** An output that fails does not keep the others from being checked. @throws SundialError `output-none` */
export function checkAll(
  { runs, world }: OpenedOutputs,
  options: CheckOptions,
  context: CliContext,
): Promise<number> {
  if (runs.length === 0) throw new SundialError('output-none');
  return interruptible(context, async (signal) => {
    const all = await Promise.all(
      runs.map(async (run) => {
        try {
          return { run, checked: await checkRun(run, world, options, signal) };
        } catch (thrown) {
          signal.throwIfAborted();
          return { run, failure: asSundialError(thrown) };
        }
      }),
    );
    if (options.json)
      context.print(
        json({
          outputs: all.map(({ run, checked, failure }) =>
            checked ? shown(run, checked) : { output: run.name, code: failure.code, error: failure.message },
          ),
        }),
      );
    else for (const { run, checked } of all) if (checked) print(run, checked, context);
    for (const { run, failure } of all) if (failure) context.note(`${run.name}: ${failure.message}`);
    if (all.some(({ failure }) => failure)) return EXIT.failed;
    return Math.max(...all.map(({ checked }) => exitOf(checked!)));
  });
}

async function checkRun(
  run: OutputRun,
  world: OpenedOutputs['world'],
  { counts }: CheckOptions,
  signal: AbortSignal,
): Promise<Checked> {
  const view = await run.check(signal);
  if (!counts) return { view };
  const { compareCounts } = await import('../../../publish/index.js');
  return { view, differences: (await compareCounts(run, world, signal)) ?? null };
}

const shown = (run: OutputRun, { view, differences }: Checked) => ({
  ...{ output: run.name, ...view },
  ...(differences !== undefined && { differences }),
});

function print(run: OutputRun, { view, differences }: Checked, context: CliContext): void {
  context.print(prose(context.page, `${run.name}: ${view.sentence}`));
  if (differences === null)
    context.print('This output sends no events, or its target cannot be compared with the store by counts.');
  else if (differences) context.print(countsTable(differences, context.page));
}

const exitOf = ({ differences }: Checked): number =>
  differences && differences.length > 0 ? EXIT.partial : EXIT.done;
