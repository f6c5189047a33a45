// `sundial fetch`: fetches reports through the Reports API and loads them.
import type { Command } from 'commander';
import { SundialError } from '../../../domain/errors.js';
import { didYouMean } from '../../../domain/nearest.js';
import type { FetchRequest } from '../../../pipeline/index.js';
import { printable } from '../../../text/index.js';
import { readDates } from '../../filters/selection.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction, type CliContext } from '../../frame/context.js';
import { interruptible } from '../../frame/interrupt.js';
import type { Workspace } from '../../frame/workspace.js';

export function declareFetch(program: Command, context: CliContext): void {
  const command = program
    .command('fetch')
    .description('fetch what is new from the Reports API and load it')
    .option('--days <n>', 'the last so many days, today included (default: the days that are due)', positive)
    .option('--date <date>', 'report date YYYY-MM-DD, or a range A:B')
    .option('--backfill <n>', 'the last so many days, and compare what is known with the publisher', positive)
    .option(
      '--type <types>',
      'only these report types, several with commas; short names (ntp) cover their family',
    )
    .option('--exclude <types>', 'not these report types')
    .option('--list <lists>', 'only these lists (subscriptions), several with commas')
    .option('--fail-on-empty', 'exit with 5 where nothing new came');
  bindAction(command, context, async (_args, options) => {
    const { withWorkspace } = await import('../../frame/workspace.js');
    return withWorkspace(options, context, (workspace) => run(workspace, options, context));
  });
}

async function run(
  workspace: Workspace,
  options: Record<string, unknown>,
  context: CliContext,
): Promise<number> {
  const [pipeline, { FetchProgress }, { exitCode, printFetched }] = await Promise.all([
    import('../../../pipeline/index.js'),
    import('./fetch-progress.js'),
    import('./fetch-summary.js'),
  ]);
  const { clock, env } = context;
  const { settings, catalogue } = workspace;
  const due = await pipeline.dueRequest(workspace, clock);
  const request = { ...due, impatient: true, ...(await asked(options, workspace, context)) };
  const api = pipeline.openApi(settings, { clock, env, catalogue });
  const watch = new FetchProgress(context, options.json === true);
  try {
    const fetched = await interruptible(context, (signal) =>
      pipeline.fetchReports(workspace, request, { api, clock, watch, signal }),
    );
    watch.stop();
    printFetched(fetched, options, context);
    return exitCode(fetched, options.failOnEmpty === true);
  } finally {
    watch.stop();
    await api.close();
  }
}

/** What the command line says, instead of what is due and set. */
async function asked(
  options: Record<string, unknown>,
  { catalogue }: Workspace,
  { clock, note }: CliContext,
): Promise<Partial<FetchRequest>> {
  const { addDays, dateOf, datesBetween } = await import('../../../pipeline/index.js');
  const { days, date, backfill, type, exclude, list } = options as {
    readonly [name in 'date' | 'type' | 'exclude' | 'list']?: string;
  } & { readonly days?: number; readonly backfill?: number };
  if ([days, date, backfill].filter((given) => given !== undefined).length > 1)
    throw new SundialError('usage', { problem: 'take one of --days, --date and --backfill' });
  const today = dateOf(clock());
  const back = days ?? backfill;
  const [from, to] = readDates(date);
  const types = (names: string) => {
    const all = names.split(',').map((name) => name.trim());
    for (const name of all) if (catalogue.match(name).length === 0) note(unknownType(name, catalogue));
    return all.flatMap((name) => catalogue.named(name));
  };
  return {
    ...(back !== undefined && { dates: datesBetween(addDays(today, 1 - back), today) }),
    ...(from && to && { dates: datesBetween(from, to) }),
    ...(backfill !== undefined && { thorough: true }),
    ...(type && { types: types(type) }),
    ...(exclude && { excluded: types(exclude) }),
    ...(list && { lists: list.split(',').map((name) => name.trim()) }),
  };
}

/** A type that the publisher has and the catalogue does not know yet is fetched all the same; a mistyped one never comes. */
function unknownType(name: string, catalogue: Workspace['catalogue']): string {
  const known = catalogue.types().map(({ id }) => id);
  return `warning: report type "${printable(name)}" is not in the catalogue${didYouMean(name, known)}; "sundial types" lists them`;
}
