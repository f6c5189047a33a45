// `sundial findings`: the issues that the reports add up to, the new ones, and those that are gone.
import { type Command, Option } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { addFindingFilters, findingFilterOf } from '../../filters/finding-options.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction, type CliContext } from '../../frame/context.js';
import type { Workspace } from '../../frame/workspace.js';
import { findingJson, findingsCsv, findingsTable } from '../../print/findings.js';

export function declareFindings(program: Command, context: CliContext): void {
  const command = addFindingFilters(
    program
      .command('findings')
      .description('show what the reports add up to: each issue of each subject, once'),
  )
    .option('--limit <n>', 'how many, the severe and then the recent ones first', positive, 50)
    .option('--csv', 'print CSV')
    .addOption(new Option('--rebuild', 'make all findings anew from the stored events').conflicts(['csv']));
  bindAction(command, context, async (_args, options) => {
    const { withReadableWorkspace, withWorkspace } = await import('../../frame/workspace.js');
    return options.rebuild
      ? withWorkspace(options, context, (workspace) => rebuild(workspace, options, context))
      : withReadableWorkspace(options, context, (workspace) => show(workspace, options, context));
  });
}

async function show(
  workspace: Workspace,
  options: Record<string, unknown>,
  context: CliContext,
): Promise<number> {
  if (options.json && options.csv)
    throw new SundialError('usage', { problem: '--json and --csv exclude each other' });
  const { findings } = workspace.operator;
  const filter = await findingFilterOf(options, workspace);
  const rows = await findings.list(filter, options.limit as number);
  const gone = options.gone === true;
  if (options.csv) context.print(findingsCsv(rows));
  else {
    const total = await findings.count(filter);
    if (options.json)
      context.print(JSON.stringify({ total, findings: rows.map((row) => findingJson(row, gone)) }));
    else context.print(findingsTable(rows, total, gone));
  }
  return EXIT.done;
}

async function rebuild(
  { store, operator }: Workspace,
  options: Record<string, unknown>,
  context: CliContext,
): Promise<number> {
  await store.projection.rebuild();
  const findings = await operator.findings.count({});
  context.print(options.json ? JSON.stringify({ findings }) : `${findings} findings made anew.`);
  return EXIT.done;
}
