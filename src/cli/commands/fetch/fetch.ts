// `sundial fetch`: fetches reports through the Reports API and loads them.
import type { Command } from 'commander';
import { addDays, dateOf, datesBetween } from '../../../domain/days.js';
import { SundialError } from '../../../domain/errors.js';
import { didYouMean } from '../../../domain/nearest.js';
import { printable } from '../../../text/index.js';
import { readDates } from '../../filters/selection.js';
import { addSource, type SourceOptions } from '../../filters/source.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { Asked } from '../../frame/chosen-sources.js';
import type { CliContext } from '../../frame/context.js';
import type { Workspace } from '../../frame/workspace.js';

interface Options extends SourceOptions {
  readonly days?: number;
  readonly date?: string;
  readonly backfill?: number;
  readonly type?: string;
  readonly exclude?: string;
  readonly list?: string;
  readonly failOnEmpty?: boolean;
}

export function declareFetch(program: Command, context: CliContext): void {
  const command = program
    .command('fetch')
    .description('fetch new reports from the Reports API and load them')
    .option('--days <n>', 'the last N days, including today (default: the days that are due)', positive)
    .option('--date <date>', 'report date YYYY-MM-DD, or a range A:B')
    .option('--backfill <n>', "the last N days, comparing the store with the publisher's lists", positive)
    .option(
      '--type <types>',
      'only these report types, separated by commas; short names (ntp) cover their family',
    )
    .option('--exclude <types>', 'leave out these report types')
    .option('--list <lists>', 'only these lists (subscriptions), separated by commas')
    .option('--fail-on-empty', 'exit with 5 if there were no new reports');
  addSource(command);
  bindAction<Options>(command, context, async (_args, options) => {
    const { withWorkspace } = await import('../../frame/workspace.js');
    return withWorkspace(options, context, (workspace) => run(workspace, options, context));
  });
}

async function run(workspace: Workspace, options: Options, context: CliContext): Promise<number> {
  const { openChosen, readChosen } = await import('../../frame/chosen-sources.js');
  const sources = await openChosen('fetch', workspace, options, context);
  return readChosen(sources, workspace, options, context, await asked(options, workspace, context));
}

/** The request of the command line, which replaces what is due and configured. */
async function asked(
  options: Options,
  { catalogue }: Workspace,
  { clock, note }: CliContext,
): Promise<Asked> {
  const { days, date, backfill, type, exclude, list } = options;
  if ([days, date, backfill].filter((given) => given !== undefined).length > 1)
    throw new SundialError('usage', { problem: 'use only one of --days, --date and --backfill' });
  const today = dateOf(clock());
  const [from, to] = readDates(date, clock);
  const names = (text: string) => text.split(',').map((name) => name.trim());
  const types = (text: string) => {
    for (const name of names(text))
      if (catalogue.match(name).length === 0) note(unknownType(name, catalogue));
    return names(text);
  };
  return {
    asked: {
      again: 'unhandled',
      ...(days !== undefined && { dates: datesBetween(addDays(today, 1 - days), today) }),
      ...(from && to && { dates: datesBetween(from, to) }),
      ...(backfill !== undefined && { backfillDays: backfill }),
    },
    selection: {
      ...(type && { types: types(type) }),
      ...(exclude && { excluded: types(exclude) }),
      ...(list && { lists: names(list) }),
    },
  };
}

/** Warns about unknown types: a new type of the publisher is fetched nevertheless, but a mistyped one never arrives. */
function unknownType(name: string, catalogue: Workspace['catalogue']): string {
  const known = catalogue.types().map(({ id }) => id);
  return `warning: report type "${printable(name)}" is not in the catalogue${didYouMean(name, known)}; "sundial types" lists them`;
}
