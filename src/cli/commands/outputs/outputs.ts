// `sundial outputs`: shows the configured outputs, checks them, and manages messages that their targets refused.
import type { Command } from 'commander';
import { asSundialError, EXIT, SundialError } from '../../../domain/errors.js';
import type { OpenedOutputs } from '../../../pipeline/index.js';
import type { OutputRun } from '../../../publish/index.js';
import { json } from '../../../text/index.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { interruptible } from '../../frame/interrupt.js';
import { earlierNote } from '../../print/earlier-events.js';
import { counted } from '../../print/table.js';
import { type CheckOptions, checkAll, checkOne } from './check.js';
import { lettersTable, removedNote, statesTable, withheldNote } from './outputs-output.js';

interface DeadOptions extends GlobalOptions {
  readonly limit: number;
}

export function declareOutputs(program: Command, context: CliContext): void {
  const outputs = program
    .command('outputs')
    .description('show the outputs to other systems, check them, and send refused messages again');
  bindAction(
    outputs.command('list', { isDefault: true }).description('show the state of each output'),
    context,
    (_args, options) => withOutputs(options, context, undefined, (opened) => list(opened, options, context)),
  );
  bindAction<CheckOptions>(
    outputs
      .command('check')
      .argument('[name]', 'the output (default: all)')
      .description('connect to the target, check rights, and write nothing')
      .option('--counts', 'compare the number of events of each type and date with the store'),
    context,
    ([name], options) =>
      withOutputs(options, context, name, (opened) =>
        name === undefined ? checkAll(opened, options, context) : checkOne(opened, options, context),
      ),
  );
  bindAction<DeadOptions>(
    outputs
      .command('dead')
      .argument('<name>', 'the output')
      .description('show the messages that the target refused, and why')
      .option('--limit <n>', 'the number of messages to show', positive, 100),
    context,
    ([name], options) => withOutputs(options, context, name, (opened) => dead(opened, options, context)),
  );
  bindAction(
    outputs
      .command('retry')
      .argument('<name>', 'the output')
      .description('send refused messages again, with their current content in the store'),
    context,
    ([name], options) => withOutputs(options, context, name, (opened) => retry(opened, options, context)),
  );
  bindAction(
    outputs
      .command('forget')
      .argument('<name>', 'an output whose entry was removed')
      .description(
        'forget the position and the refused messages of an output that is not configured any more',
      ),
    context,
    ([name], options) => forget(name!, options, context),
  );
}

async function withOutputs(
  options: GlobalOptions,
  context: CliContext,
  name: string | undefined,
  work: (outputs: OpenedOutputs) => Promise<number>,
): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  const { openConfiguredOutputs } = await import('../../../pipeline/index.js');
  return withReadableWorkspace(options, context, async (workspace) => {
    const outputs = await openConfiguredOutputs(workspace, { ...context, name });
    try {
      return await work(outputs);
    } finally {
      await outputs.close();
    }
  });
}

async function list(
  { runs, world, configured }: OpenedOutputs,
  options: GlobalOptions,
  context: CliContext,
): Promise<number> {
  const { removedOutputs, statusOf } = await import('../../../publish/index.js');
  const removed = await removedOutputs(world, configured);
  if (runs.length + removed.length === 0) throw new SundialError('output-none');
  const states = await Promise.all(runs.map((run) => statusOf(run, world)));
  if (options.json) context.print(json({ outputs: states, removed }));
  else if (states.length > 0) context.print(statesTable(states, context.page));
  if (options.json) return EXIT.done;
  for (const one of states) if (one.withheld > 0) context.note(withheldNote(one));
  for (const { name, earlier, sent } of states) {
    const note = earlierNote(name, earlier, sent);
    if (note !== '') context.note(note);
  }
  for (const { name, problem } of states) if (problem) context.note(`${name}: ${problem.message}`);
  for (const one of removed) context.note(removedNote(one));
  return EXIT.done;
}

/** Changes the store only in the lane of short edits. */
async function forget(name: string, options: GlobalOptions, context: CliContext): Promise<number> {
  const { withEdit } = await import('../../frame/workspace.js');
  const { forgetRemovedOutput } = await import('../../../pipeline/index.js');
  return withEdit(options, context, async (workspace) => {
    const { refused } = await forgetRemovedOutput(workspace, { clock: context.clock, name });
    const letters = refused > 0 ? ` and ${counted(refused, 'refused message')}` : '';
    if (options.json) context.print(json({ forgotten: name, refused }));
    else context.print(`Forgot the position of ${name}${letters}. Its target stays as it is.`);
    return EXIT.done;
  });
}

async function dead({ runs }: OpenedOutputs, options: DeadOptions, context: CliContext): Promise<number> {
  const run = runs[0]!;
  const [letters, total] = [await run.letters.list(['dead'], options.limit), await run.letters.count()];
  context.print(options.json ? json({ total, letters }) : lettersTable(letters, total, context.page));
  return EXIT.done;
}

async function retry({ runs }: OpenedOutputs, options: GlobalOptions, context: CliContext): Promise<number> {
  const run = runs[0]!;
  const marked = await run.letters.again();
  const { round, failure } = await interruptible(context, (signal) => attempt(run, signal));
  const left = await run.letters.count();
  const refused = round?.refused ?? 0;
  if (options.json)
    context.print(
      json({ marked, left, refused, ...(failure && { code: failure.code, error: failure.message }) }),
    );
  else context.print(`${counted(marked, 'message')} sent again; ${counted(left, 'message')} left`);
  if (failure) {
    context.note(`${run.name}: ${failure.message}`);
    return failure.row.exit;
  }
  return refused > 0 ? EXIT.partial : EXIT.done;
}

async function attempt(run: OutputRun, signal: AbortSignal) {
  try {
    return { round: await run.round({ signal }), failure: undefined };
  } catch (thrown) {
    return { round: undefined, failure: asSundialError(thrown) };
  }
}
