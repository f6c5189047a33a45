// `sundial replay`: loads reports again from the archive, with today's reader and catalogue.
import type { Command } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { describeReport } from '../../../domain/report.js';
import type { LoadedReport } from '../../../load/index.js';
import type { LedgerRow } from '../../../store/index.js';
import { withoutExpired, withSlices } from '../../filters/expired.js';
import { addSelection, readSelection } from '../../filters/selection.js';
import { bindAction, type CliContext } from '../../frame/context.js';
import { type Workspace, withWorkspace } from '../../frame/workspace.js';
import { count, table } from '../../print/table.js';

export function declareReplay(program: Command, context: CliContext): void {
  const command = addSelection(
    program
      .command('replay')
      .description('load reports again from the archive, with this version of Sundial')
      .argument('[id...]', 'ids from "sundial reports"'),
  ).option('--all', 'every report that is loaded');
  bindAction(command, context, (ids, options) =>
    withWorkspace(options, context, async (workspace) => {
      const rows = await selected(ids, options, workspace, context);
      return replayReports(rows, workspace, options, context, 'replay');
    }),
  );
}

async function selected(
  ids: readonly string[],
  options: Record<string, unknown>,
  { operator, catalogue, archive }: Workspace,
  context: CliContext,
): Promise<LedgerRow[]> {
  const filter = readSelection(options, catalogue);
  if (ids.length === 0 && Object.keys(filter).length === 0 && !options.all) {
    throw new SundialError('usage', { problem: 'say which reports: ids, --type, --date, --list or --all' });
  }
  const unknown = ids.find((id) => !/^\d{1,9}$/.test(id));
  if (unknown !== undefined) throw new SundialError('report-not-found', { what: unknown });
  const found = await operator.ledger.find({ ...filter, loads: ids.map(Number), states: ['live'] });
  const missing = ids.find((id) => !found.some((row) => row.load === Number(id)));
  if (missing !== undefined) throw new SundialError('report-not-found', { what: missing });
  const rows =
    ids.length > 0
      ? await withSlices(found, { operator, archive })
      : withoutExpired(found, archive, context.note);
  if (rows.length === 0) throw new SundialError('report-not-found', { what: 'this selection' });
  return rows;
}

interface Replayed {
  readonly before: LedgerRow;
  readonly report: LoadedReport;
}

/** Loads ledger rows again, as a run of its own in the audit log, and prints what changed. */
export async function replayReports(
  rows: readonly LedgerRow[],
  { store, archive, catalogue, settings, segmentFolder }: Workspace,
  options: Record<string, unknown>,
  context: CliContext,
  command: string,
): Promise<number> {
  const { openLoader, replay } = await import('../../../pipeline/index.js');
  const run = await store.runs.start(command, context.clock());
  const loader = openLoader({ store, archive, catalogue, clock: context.clock, segmentFolder });
  const replayed: Replayed[] = [];
  let failure: unknown;
  try {
    await replay(rows, loader, settings.load_batch_mib * 1024 * 1024, (report, before) =>
      replayed.push({ report, before }),
    );
  } catch (thrown) {
    failure = thrown;
  }
  await loader.close();
  const sum = (value: (each: Replayed) => number) => replayed.reduce((total, each) => total + value(each), 0);
  const totals = {
    reports: replayed.length,
    accepted: sum(({ report }) => report.entry.accepted),
    duplicate: sum(({ report }) => report.entry.duplicate),
    quarantined: sum(({ report }) => report.entry.quarantined),
    failed: 0,
  };
  const status = failure ? 'failed' : totals.quarantined > 0 ? 'partial' : 'done';
  await store.runs.finish(
    run,
    { status, error: failure instanceof Error ? failure.message : '' },
    totals,
    context.clock(),
  );
  if (failure) throw failure;
  context.print(
    options.json
      ? JSON.stringify({ run: run.run, status, totals, reports: replayed.map(replayedJson) })
      : replayedTable(replayed),
  );
  return totals.quarantined > 0 ? EXIT.partial : EXIT.done;
}

function replayedJson({ before, report }: Replayed): object {
  const { load, rows, accepted, duplicate, quarantined } = report.entry;
  return {
    report: report.request.report,
    id: load,
    id_before: before.load,
    rows,
    accepted,
    duplicate,
    quarantined,
    quarantined_before: before.quarantined,
  };
}

function replayedTable(replayed: readonly Replayed[]): string {
  const rows = replayed.map(({ before, report: { request, entry } }) => [
    describeReport(request.report),
    String(entry.load),
    entry.rows,
    entry.accepted,
    entry.duplicate,
    entry.quarantined,
    before.quarantined,
  ]);
  const head = ['report', 'new id', 'rows', 'accepted', 'duplicate', 'quarantined', 'quarantined before'];
  return `${table(head, rows, { right: [1, 2, 3, 4, 5, 6] })}\n${count(replayed.length)} reports loaded again`;
}
