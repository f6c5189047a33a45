// Prints the results of loading reports again, the same way for all commands that do so.

import { EXIT } from '../../domain/errors.js';
import { describeReport } from '../../domain/report.js';
import type { Loadable, Replayed, ReplayRun } from '../../pipeline/index.js';
import { json } from '../../text/index.js';
import type { CliContext } from '../frame/context.js';
import type { GlobalOptions } from '../frame/global-options.js';
import type { Page } from '../frame/page.js';
import { counted, table } from './table.js';

/** Says which reports a selection left out. */
export function noteLeftOut(
  { withoutEvents, withoutOriginal }: Loadable['leftOut'],
  { note }: Pick<CliContext, 'note'>,
): void {
  if (withoutEvents > 0)
    note(
      `left out: ${counted(withoutEvents, 'report')} whose events retention removed; name the ids to restore the events`,
    );
  if (withoutOriginal > 0)
    note(
      `left out: ${counted(withoutOriginal, 'report')} whose ${withoutOriginal === 1 ? 'original' : 'originals'} retention removed`,
    );
}

/** Prints what changed, and returns the exit code. */
export function printReplayed(
  { run, status, totals, reports }: ReplayRun,
  options: GlobalOptions,
  { print, page }: Pick<CliContext, 'print' | 'page'>,
): number {
  print(
    options.json
      ? json({ run, status, totals, reports: reports.map(replayedJson) })
      : replayedTable(reports, page),
  );
  return status === 'partial' ? EXIT.partial : EXIT.done;
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

function replayedTable(replayed: readonly Replayed[], page: Page): string {
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
  return `${table(page, head, rows, { right: [1, 2, 3, 4, 5, 6] })}\n${counted(replayed.length, 'report')} loaded again`;
}
