// `sundial ingest`: loads report files, folders and archives, and accounts for every row.

import type { Command } from 'commander';
import type { PackedMessage, SourceSummary } from '../../../collect/index.js';
import type { Collected } from '../../../domain/delivery.js';
import { EXIT } from '../../../domain/errors.js';
import { type IdentityOverrides, normaliseType } from '../../../domain/report.js';
import type { TakenIn } from '../../../pipeline/index.js';
import { json } from '../../../text/index.js';
import { requireLocal } from '../../filters/local-path.js';
import { readDate } from '../../filters/selection.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import type { Workspace } from '../../frame/workspace.js';
import { Progress } from '../../print/progress.js';
import { prose } from '../../print/prose.js';

interface Options extends GlobalOptions {
  readonly type?: string;
  readonly date?: string;
  readonly list?: string;
}

export function declareIngest(program: Command, context: CliContext): void {
  const command = program
    .command('ingest')
    .description('load report files; every row is accounted for')
    .argument(
      '<path...>',
      'files, folders (with everything below them), archives, mbox files, Maildirs, messages (.eml), or - for stdin',
    )
    .option('--type <type>', 'the report type, if the file name does not contain it')
    .option('--date <date>', 'the report date (2026-01-15, yesterday), if the file name does not contain it')
    .option('--list <list>', 'the list (subscription) of the reports');
  bindAction<Options>(command, context, async (paths, options) => {
    for (const path of paths)
      requireLocal(
        path,
        'a path',
        'Download the file first; "sundial fetch" and "sundial mail fetch" fetch reports',
      );
    const overrides = readOverrides(options, context);
    const { withWorkspace } = await import('../../frame/workspace.js');
    return withWorkspace(options, context, (workspace) => run(paths, options, overrides, workspace, context));
  });
}

function readOverrides(options: Options, { clock }: CliContext): IdentityOverrides {
  const { type, date, list } = options;
  return {
    ...(type && { type: normaliseType(type) }),
    ...(date !== undefined && { date: readDate(date, clock) }),
    ...(list && { list }),
  };
}

async function run(
  paths: readonly string[],
  options: GlobalOptions,
  overrides: IdentityOverrides,
  workspace: Workspace,
  context: CliContext,
): Promise<number> {
  const [
    { memoryOf, takeInReadings },
    { collectFiles, isMessageName, leaveOutOwnData, namedMailboxes, ownDataNote, recogniseMail },
  ] = await Promise.all([import('../../../pipeline/index.js'), import('../../../collect/index.js')]);
  const { clock, cwd, stdin, env } = context;
  const { settings, catalogue } = workspace;
  const progress = new Progress(context, options.json === true);
  const own = new Set<string>();
  try {
    const found = await Promise.all(
      paths.map((path) => recogniseMail(path, { cwd, marks: false, ownData: settings.data_dir })),
    );
    const mailboxes = found.filter((mailbox) => mailbox !== undefined);
    const files = paths.filter((_, index) => found[index]?.hasOtherFiles ?? found[index] === undefined);
    const mail = namedMailboxes(mailboxes, settings, { clock, env }).read({
      memory: memoryOf(workspace, 'mail', clock),
      selection: { lists: [], types: [], excluded: [] },
      resolveType: (type) => catalogue.resolve(type),
      again: 'all',
      signal: new AbortController().signal,
    });
    let isMail = mailboxes.length > 0;
    const others = {
      ...{ cwd, clock, stdin },
      isLeftOut: leaveOutOwnData(settings.data_dir, (folder) => own.add(folder)),
      ...(mailboxes.length > 0 && { isReadElsewhere: isMessageName }),
      readMessage: (message: PackedMessage) => {
        isMail = true;
        return mail.unpackedMessage(message);
      },
    };
    const collected = inTurn(mail, collectFiles(files, others));
    const known = { command: 'ingest', clock, overrides, watch: progress };
    const { taken, summaries } = await takeInReadings(workspace, [mail], collected, known);
    progress.stop();
    for (const folder of own) context.note(`note: ${ownDataNote(folder)}`);
    return await printTaken(taken, isMail ? summaries : [], options, context);
  } finally {
    progress.stop();
  }
}

async function* inTurn(...all: readonly AsyncIterable<Collected>[]): AsyncGenerator<Collected> {
  for (const each of all) yield* each;
}

async function printTaken(
  { run, status, totals, outcomes }: TakenIn,
  summaries: readonly SourceSummary[],
  options: GlobalOptions,
  context: CliContext,
): Promise<number> {
  const { summaryText, outcomeJson } = await import('../../print/ingest-summary.js');
  if (options.json)
    context.print(
      json({
        ...{ run, status, totals, files: outcomes.map(outcomeJson) },
        ...summaries[0]?.json,
      }),
    );
  else
    context.print(
      prose(
        context.page,
        [summaryText(outcomes, totals, context.page), ...summaries.flatMap(({ lines }) => lines)].join('\n'),
      ),
    );
  return status === 'done' ? EXIT.done : EXIT.partial;
}
