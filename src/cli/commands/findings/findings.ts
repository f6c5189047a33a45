// `sundial findings`: lists findings across reports, including new ones and those that are gone.

import { type Command, Option } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { FINDING_STATES, type FindingState } from '../../../domain/finding-state.js';
import { json } from '../../../text/index.js';
import { storeSeenBy } from '../../filters/constituent.js';
import { addFindingFilters, type FindingOptions, findingFilterOf } from '../../filters/finding-options.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import type { Workspace } from '../../frame/workspace.js';
import { findingJson, findingsCsv, findingsTable } from '../../print/findings.js';
import { counted } from '../../print/table.js';

const FORMATS = ['table', 'csv', 'json', 'jsonl'] as const;
type Format = (typeof FORMATS)[number];

type Options = GlobalOptions &
  FindingOptions & {
    readonly state?: FindingState;
    readonly limit: number;
    readonly format: Format;
    readonly csv?: boolean;
    readonly rebuild?: boolean;
  };

export function declareFindings(program: Command, context: CliContext): void {
  const command = addFindingFilters(
    program.command('findings').description('show findings: each issue of each subject once'),
  )
    .addOption(new Option('--state <state>', 'findings in this state').choices(FINDING_STATES))
    .option(
      '--limit <n>',
      'the number of findings to show, the most severe first, then the most recent',
      positive,
      50,
    )
    .addOption(new Option('--format <format>', 'the output format').choices(FORMATS).default('table'))
    .addOption(new Option('--csv', 'the same as --format csv').implies({ format: 'csv' }))
    .addOption(new Option('--rebuild', 'rebuild all findings from the stored events').conflicts('csv'));
  bindAction<Options>(command, context, async (_args, options) => {
    const { withReadableWorkspace, withWorkspace } = await import('../../frame/workspace.js');
    return options.rebuild
      ? withWorkspace(options, context, (workspace) => rebuild(workspace, options, context))
      : withReadableWorkspace(options, context, (workspace) => show(workspace, options, context));
  });
}

async function show(workspace: Workspace, options: Options, context: CliContext): Promise<number> {
  if (options.json && options.csv)
    throw new SundialError('usage', { problem: '--json and --csv exclude each other' });
  const format = options.json ? 'json' : options.format;
  const { findings } = await storeSeenBy(options, workspace);
  const filter = await filterOf(options, workspace, context);
  const rows = await findings.list(filter, options.limit);
  const gone = options.gone === true;
  const total = format === 'csv' || format === 'jsonl' ? rows.length : await findings.count(filter);
  const texts: Readonly<Record<Format, () => string>> = {
    table: () => findingsTable(rows, total, context.page, gone),
    csv: () => findingsCsv(rows),
    json: () => json({ total, findings: rows.map((row) => findingJson(row, gone)) }),
    jsonl: () => rows.map((row) => json(findingJson(row, gone))).join('\n'),
  };
  const text = texts[format]();
  if (text !== '') context.print(text);
  return EXIT.done;
}

async function filterOf({ state, ...options }: Options, workspace: Workspace, context: CliContext) {
  const filter = await findingFilterOf(options, workspace, context);
  if (state === undefined) return filter;
  const { inState } = await import('../../../triage/index.js');
  return inState(filter, state);
}

async function rebuild(
  { store, operator }: Workspace,
  options: Options,
  context: CliContext,
): Promise<number> {
  await store.projection.rebuild();
  const findings = await operator.findings.count({});
  context.print(options.json ? json({ findings }) : `${counted(findings, 'finding')} rebuilt.`);
  return EXIT.done;
}
