// `sundial reports`: shows the ledger, writes originals to files, and restores earlier versions.

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import type { DescribedVersion } from '../../../query/index.js';
import type { DeliveryRow } from '../../../store/index.js';
import { json } from '../../../text/index.js';
import { addSelection, readSelection, type SelectionOptions } from '../../filters/selection.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import type { Page } from '../../frame/page.js';
import { withReadableWorkspace, withWorkspace } from '../../frame/workspace.js';
import { prose } from '../../print/prose.js';
import { count, counted, printable, shownTime, table } from '../../print/table.js';

type ListOptions = GlobalOptions & SelectionOptions & { readonly failed?: boolean; readonly limit: number };

interface OriginalOptions extends GlobalOptions {
  readonly output?: string;
}

export function declareReports(program: Command, context: CliContext): void {
  const reports = addSelection(
    program.command('reports').description('show loaded reports and their earlier versions'),
  )
    .option('--failed', 'show the files that could not be loaded instead')
    .option('--limit <n>', 'the number of reports to show, newest first', positive, 50);
  bindAction<ListOptions>(reports, context, (_args, options) =>
    options.failed ? showFailed(options, context) : showLedger(options, context),
  );
  bindAction<OriginalOptions>(
    reports
      .command('original')
      .description('write the original of a report')
      .argument('<id>', 'the id of the report in "sundial reports"')
      .option('--output <file>', 'file to write to (default: stdout)'),
    context,
    ([id = ''], options) => writeOriginal(id, options, context),
  );
  bindAction(
    reports
      .command('restore')
      .description('make an earlier version of a report count instead of the current one')
      .argument('<id>', 'the id of the version in "sundial reports"'),
    context,
    ([id = ''], options) => restore(id, options, context),
  );
}

async function showLedger(options: ListOptions, context: CliContext): Promise<number> {
  return withReadableWorkspace(options, context, async (workspace) => {
    const { describeVersion, reportVersions } = await import('../../../query/index.js');
    const filter = await readSelection(options, workspace, context.clock);
    const shown = await reportVersions(workspace.operator, filter);
    const page = shown.slice(0, options.limit).map(describeVersion);
    if (options.json) context.print(json({ reports: page }));
    else if (page.length === 0) context.print(noReports(Object.keys(filter).length > 0));
    else context.print(ledgerTable(page, shown.length, context.page));
    return EXIT.done;
  });
}

const noReports = (isFiltered: boolean): string =>
  isFiltered ? 'No report matches.' : 'No reports yet. "sundial ingest PATH" loads files.';

function ledgerTable(rows: readonly DescribedVersion[], total: number, page: Page): string {
  const head = [
    'id',
    'date',
    'type',
    'list',
    'version',
    'rows',
    'accepted',
    'duplicate',
    'quarantined',
    'note',
  ];
  const body = rows.map((row) => [
    String(row.id),
    row.date,
    row.type,
    row.list,
    row.state,
    row.rows,
    row.accepted,
    row.duplicate,
    row.quarantined,
    [...row.flags, ...row.expired.map((what) => `${what} expired`)].join(', '),
  ]);
  const least = ['duplicate', 'quarantined', 'version', 'rows'];
  return `${table(page, head, body, { right: [0, 5, 6, 7, 8], least })}\n${count(rows.length)} of ${counted(total, 'report')}`;
}

async function showFailed(options: ListOptions, context: CliContext): Promise<number> {
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const failed = await operator.deliveries.failed(options.limit);
    if (options.json) context.print(json({ failed: failed.map(failedJson) }));
    else if (failed.length === 0) context.print('No file failed.');
    else
      for (const row of failed)
        context.print(prose(context.page, `${shownTime(row.delivered_at)}  ${printable(row.error)}`));
    return EXIT.done;
  });
}

function failedJson(row: DeliveryRow): object {
  const { path, source, error_code, error, delivered_at } = row;
  return {
    path,
    source,
    delivered_at: new Date(delivered_at * 1000).toISOString(),
    code: error_code,
    message: error,
  };
}

async function writeOriginal(id: string, options: OriginalOptions, context: CliContext): Promise<number> {
  return withReadableWorkspace(options, context, async (workspace) => {
    const { reportOf, requireOriginal } = await import('../../../pipeline/index.js');
    const row = await reportOf(workspace, id);
    requireOriginal(row, workspace.archive);
    const target = options.output
      ? createWriteStream(options.output, { flags: 'wx', mode: 0o600 })
      : context.stdout;
    await pipeline(workspace.archive.read(row.sha256), target, { end: target !== context.stdout });
    return EXIT.done;
  });
}

async function restore(id: string, options: GlobalOptions, context: CliContext): Promise<number> {
  return withWorkspace(options, context, async (workspace) => {
    const [{ runReplay, versionToRestore }, { printReplayed }] = await Promise.all([
      import('../../../pipeline/index.js'),
      import('../../print/replayed.js'),
    ]);
    const row = await versionToRestore(workspace, id);
    const restored = await runReplay(workspace, [row], { command: 'restore', clock: context.clock });
    return printReplayed(restored, options, context);
  });
}
