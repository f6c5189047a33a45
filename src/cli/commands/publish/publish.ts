// `sundial publish`: sends what waits for the configured outputs now.
import type { Command } from 'commander';
import { DAY_FORMS, readDay } from '../../../domain/day-words.js';
import { asSundialError, EXIT, SundialError } from '../../../domain/errors.js';
import type { OpenedOutputs } from '../../../pipeline/index.js';
import type { OutputRun, Round, RoundOptions, Waiting } from '../../../publish/index.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { interruptible } from '../../frame/interrupt.js';
import type { Workspace } from '../../frame/workspace.js';
import { earlierNote } from '../../print/earlier-events.js';
import { count, counted, table } from '../../print/table.js';

interface Options extends GlobalOptions {
  readonly since?: string;
  readonly until?: string;
  readonly replay?: boolean;
  readonly skip?: boolean;
  readonly dryRun?: boolean;
}

export function declarePublish(program: Command, context: CliContext): void {
  const command = program
    .command('publish')
    .argument('[name]', 'the output (default: all)')
    .description('send waiting messages to the configured outputs now; the service does so automatically')
    .option('--since <date>', 'send the stored events of this and later report dates again')
    .option('--until <date>', 'with --since: up to this report date')
    .option('--replay', 'begin again: send all stored data')
    .option('--skip', 'leave out all waiting messages, and continue from now on')
    .option('--dry-run', 'count the messages to send, and send nothing');
  bindAction<Options>(command, context, async ([name], options) => {
    const { withReadableWorkspace } = await import('../../frame/workspace.js');
    return withReadableWorkspace(options, context, (workspace) => publish(workspace, name, options, context));
  });
}

/** What became of one output. */
interface Outcome {
  readonly run: OutputRun;
  readonly round?: Round;
  readonly waiting?: Waiting;
  readonly failure?: SundialError;
  /** Why it has sent no events; '' if it has, or if there are none. */
  readonly note?: string;
}

async function publish(
  workspace: Workspace,
  name: string | undefined,
  options: Options,
  context: CliContext,
): Promise<number> {
  requireWhole(workspace);
  const asked = roundOf(options, context);
  const { openConfiguredOutputs } = await import('../../../pipeline/index.js');
  const outputs = await openConfiguredOutputs(workspace, { ...context, name });
  try {
    if (outputs.runs.length === 0) throw new SundialError('output-none');
    const outcomes = await interruptible(context, (signal) =>
      Promise.all(outputs.runs.map((run) => one(run, outputs, options, { ...asked, signal }, context))),
    );
    if (context.interactive && !options.json) context.draw('');
    context.print(options.json ? json({ outputs: outcomes.map(outcomeJson) }) : shown(outcomes, context));
    for (const { run, failure, note } of outcomes)
      if (failure) context.note(`${run.name}: ${failure.message}`);
      else if (note) context.note(note);
    return exitOf(outcomes);
  } finally {
    await outputs.close();
  }
}

/** @throws SundialError `store-damaged`, `store-unwritable` */
function requireWhole({ store, settings }: Workspace): void {
  const [problem] = store.damage();
  if (problem !== undefined) throw new SundialError('store-damaged', { problem });
  if (store.isReadOnly)
    throw new SundialError('store-unwritable', { folder: settings.data_dir, problem: 'it is read-only' });
}

/** @throws SundialError `usage` */
function roundOf(
  { since, until, replay, skip }: Options,
  { clock }: CliContext,
): Omit<RoundOptions, 'signal'> {
  if ([since, replay, skip].filter((given) => given !== undefined).length > 1)
    throw new SundialError('usage', { problem: 'use only one of --since, --replay and --skip' });
  if (until !== undefined && since === undefined)
    throw new SundialError('usage', { problem: '--until needs --since' });
  const day = (option: string, text: string | undefined, otherwise: string) => {
    if (text === undefined) return otherwise;
    const read = readDay(text, clock);
    if (read === undefined)
      throw new SundialError('usage', {
        problem: `${option}: "${text}" is not a date. Expected ${DAY_FORMS}`,
      });
    return read;
  };
  return {
    ...(replay && { beginning: 'replay' as const }),
    ...(skip && { beginning: 'skip' as const }),
    ...(since !== undefined && {
      range: { since: day('--since', since, ''), until: day('--until', until, '2149-06-05') },
    }),
  };
}

async function one(
  run: OutputRun,
  { world }: OpenedOutputs,
  options: Options,
  asked: RoundOptions,
  context: CliContext,
): Promise<Outcome> {
  try {
    if (options.dryRun) {
      const { waitingFor } = await import('../../../publish/index.js');
      const waiting = await waitingFor(run, world, asked);
      return { run, waiting, note: earlierNote(run.name, waiting.earlier, waiting) };
    }
    const progress = options.json || !context.interactive ? undefined : progressOf(run.name, context);
    const round = await run.round({ ...asked, progress });
    const { earlier, sent } = (await run.state()).memo;
    return { run, round, note: earlierNote(run.name, earlier, sent) };
  } catch (thrown) {
    return { run, failure: asSundialError(thrown) };
  }
}

/** Minimum time between updates of a terminal. */
const REDRAW_MS = 100;

function progressOf(name: string, { draw }: CliContext): NonNullable<RoundOptions['progress']> {
  const began = performance.now();
  let messages = 0;
  let drawn = 0;
  return (batch) => {
    messages += batch.messages;
    const now = performance.now();
    if (now - drawn < REDRAW_MS) return;
    drawn = now;
    const rate = Math.round(messages / Math.max((now - began) / 1000, 0.001));
    const at = batch.slice ? `, at ${batch.slice.type} of ${batch.slice.date}` : '';
    draw(`${name}: ${counted(messages, 'message')}, ${count(rate)}/s${at}`);
  };
}

const KINDS = ['appeared', 'withdrawn', 'findings', 'reports'] as const;

function shown(outcomes: readonly Outcome[], { page }: CliContext): string {
  const head = ['output', 'result', 'events', 'withdrawn', 'findings', 'reports', 'refused'];
  const rows = outcomes.map(({ run, round, waiting, failure }) => {
    if (failure) return [run.name, 'failed', '', '', '', '', ''];
    if (waiting) {
      const { appeared, withdrawn, findings, reports } = waiting;
      return [
        run.name,
        'would send',
        count(appeared),
        count(withdrawn),
        findings ? 'some' : '0',
        count(reports),
        '',
      ];
    }
    return [run.name, 'sent', ...KINDS.map((kind) => count(round![kind])), count(round!.refused)];
  });
  return table(page, head, rows, { right: [2, 3, 4, 5, 6] });
}

function outcomeJson({ run, round, waiting, failure }: Outcome): object {
  return {
    output: run.name,
    ...(failure && { result: 'failed', code: failure.code, error: failure.message }),
    ...(waiting && { result: 'would send', ...waiting }),
    ...(round && {
      result: 'sent',
      ...Object.fromEntries(KINDS.map((kind) => [kind, round[kind]])),
      refused: round.refused,
    }),
  };
}

function exitOf(outcomes: readonly Outcome[]): number {
  const failed = outcomes.find(({ failure }) => failure)?.failure;
  if (failed) return outcomes.length === 1 ? failed.row.exit : EXIT.failed;
  return outcomes.some(({ round }) => (round?.refused ?? 0) > 0) ? EXIT.partial : EXIT.done;
}
