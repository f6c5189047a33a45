// `sundial quarantine`: shows the rows that were set aside, and loads their reports again.

import type { Command } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import type { QuarantinedRow } from '../../../store/index.js';
import { json } from '../../../text/index.js';
import { addSelection, readSelection, type SelectionOptions } from '../../filters/selection.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import type { Page } from '../../frame/page.js';
import { withReadableWorkspace, withWorkspace } from '../../frame/workspace.js';
import { prose } from '../../print/prose.js';
import { count, counted, printable, table } from '../../print/table.js';

/** Bytes of a row's text that the list shows. */
const SHOWN_BYTES = 60;

interface ListOptions extends GlobalOptions {
  readonly report?: number;
  readonly limit: number;
}

type RetryOptions = GlobalOptions & SelectionOptions;

export function declareQuarantine(program: Command, context: CliContext): void {
  const quarantine = program.command('quarantine').description('list, show and retry quarantined rows');
  bindAction<ListOptions>(
    quarantine
      .command('list')
      .description('list quarantined rows')
      .option('--report <id>', 'only rows of one report', positive)
      .option('--limit <n>', 'the number of rows to show, newest report first', positive, 50),
    context,
    (_args, options) => list(options, context),
  );
  bindAction(
    quarantine
      .command('show')
      .description('show one quarantined row in full')
      .argument('<id>', "the row's id in the list, such as 17:6"),
    context,
    ([id = ''], options) => show(id, options, context),
  );
  bindAction<RetryOptions>(
    addSelection(quarantine.command('retry').description('load the reports with quarantined rows again')),
    context,
    (_args, options) => retry(options, context),
  );
}

async function list(options: ListOptions, context: CliContext): Promise<number> {
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const bytes = options.json ? 0xffff_ffff : SHOWN_BYTES;
    const rows = await operator.quarantine.list(options.report ?? 0, options.limit, bytes);
    if (options.json) context.print(json({ quarantined: rows.map(rowJson) }));
    else if (rows.length === 0) context.print('No row was set aside.');
    else context.print(listTable(rows, context.page));
    return EXIT.done;
  });
}

function listTable(rows: readonly QuarantinedRow[], page: Page): string {
  const head = ['id', 'date', 'type', 'list', 'line', 'reason', 'text'];
  const body = rows.map((row) => [
    idOf(row),
    row.report_date,
    row.report_type,
    row.list,
    row.line,
    row.reason,
    rawText(row),
  ]);
  return `${table(page, head, body, { right: [4], least: ['list', 'line', 'date'] })}\n${counted(rows.length, 'row')}; "sundial quarantine show ID" shows one in full`;
}

const idOf = (row: QuarantinedRow) => `${row.load}:${row.line}`;
const rawText = (row: QuarantinedRow) => Buffer.from(row.raw_hex, 'hex').toString('utf8');

function rowJson(row: QuarantinedRow): object {
  const { report_type, report_date, raw_hex: _, load: report, ...rest } = row;
  return { id: idOf(row), report, type: report_type, date: report_date, ...rest, raw: rawText(row) };
}

async function show(id: string, options: GlobalOptions, context: CliContext): Promise<number> {
  const match = /^(\d{1,9}):(\d{1,9})$/.exec(id);
  if (!match)
    throw new SundialError('usage', {
      problem: `"${id}" is not an id of a quarantined row. Expected REPORT:LINE, such as 17:6`,
    });
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const row = await operator.quarantine.get(Number(match[1]), Number(match[2]));
    if (!row) throw new SundialError('quarantine-unknown', { id });
    context.print(options.json ? json(rowJson(row)) : rowText(row, context.page));
    return EXIT.done;
  });
}

/** The row's own text is not wrapped, so that it can be copied. */
function rowText(row: QuarantinedRow, page: Page): string {
  const kept = row.raw_hex.length / 2;
  const cut =
    kept < row.raw_bytes
      ? `\n(${count(kept)} of ${counted(row.raw_bytes, 'byte')}; the original has all of them)`
      : '';
  const about = [
    `report   ${printable([row.report_type, row.report_date, row.list].join(' '))} (id ${row.load})`,
    `line     ${row.line}, byte ${count(row.offset)}`,
    `reason   ${row.reason}`,
    `original ${row.sha256} ("sundial reports original ${row.load}")`,
  ];
  const raw = rawText(row)
    .split(/\r\n|\r|\n/)
    .map(printable);
  return [prose(page, about.join('\n')), '', ...raw].join('\n') + cut;
}

async function retry(options: RetryOptions, context: CliContext): Promise<number> {
  return withWorkspace(options, context, async (workspace) => {
    const [{ reportsToRetry, runReplay }, { noteLeftOut, printReplayed }] = await Promise.all([
      import('../../../pipeline/index.js'),
      import('../../print/replayed.js'),
    ]);
    const filter = await readSelection(options, workspace, context.clock);
    const { rows, leftOut } = await reportsToRetry(workspace, filter);
    noteLeftOut(leftOut, context);
    if (rows.length === 0) {
      context.print(options.json ? json({ reports: [] }) : 'No report has quarantined rows.');
      return EXIT.done;
    }
    const replayed = await runReplay(workspace, rows, { command: 'quarantine retry', clock: context.clock });
    return printReplayed(replayed, options, context);
  });
}
