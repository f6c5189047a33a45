// Prints the background of a day's digest for people: the runs and reports behind it, and a log of the work.

import type { Log, LogFields, LogLevel } from '../../../domain/log.js';
import type { DigestHistory } from '../../../pipeline/index.js';
import type { LedgerRow, RunRow } from '../../../store/index.js';
import { json } from '../../../text/index.js';
import type { Page } from '../../frame/page.js';
import { count, counted, printable, shownTime, table } from '../../print/table.js';

/** A log in lines for people; without `verbose` it shows only warnings and errors. */
export function lineLog(note: (text: string) => void, verbose: boolean): Log {
  const line =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      const about = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
      note(printable([`${level === 'warn' ? 'warning' : level}: ${message}`, ...about].join(' ')));
    };
  const quiet = () => {};
  return {
    error: line('error'),
    warn: line('warn'),
    info: verbose ? line('info') : quiet,
    debug: quiet,
  };
}

function shown(value: unknown): string {
  return typeof value === 'string' && !/[\s"]/.test(value) ? value : json(value);
}

/** The runs and reports behind a digest as text. */
export function historyText({ runs, reports }: DigestHistory, page: Page): string {
  return [runsText(runs, page), reportsText(reports, page)].join('\n');
}

function runsText(runs: readonly RunRow[], page: Page): string {
  if (runs.length === 0) return 'No run since the previous digest.';
  const head = ['run', 'command', 'started', 'status', 'files', 'accepted', 'quarantined', 'failed', 'error'];
  const rows = runs.map((run) => [
    String(run.run),
    run.command,
    shownTime(run.started_at),
    run.status,
    run.reports,
    run.accepted,
    run.quarantined,
    run.failed,
    run.error,
  ]);
  const all = '"sundial runs --json"';
  return `Runs since the previous digest\n${table(page, head, rows, { right: [0, 4, 5, 6, 7], all })}`;
}

function reportsText(reports: readonly LedgerRow[], page: Page): string {
  if (reports.length === 0) return 'No report since the previous digest.';
  const rows = reports.map((report) => [
    String(report.load),
    report.report_date,
    report.report_type,
    report.list,
    report.accepted,
    report.duplicate,
    report.quarantined,
  ]);
  const events = reports.reduce((sum, { accepted }) => sum + accepted, 0);
  const head = ['report', 'date', 'type', 'list', 'accepted', 'duplicate', 'quarantined'];
  const all = '"sundial reports --json"';
  const shown = table(page, head, rows, { right: [0, 4, 5, 6], least: ['duplicate', 'quarantined'], all });
  return `Reports since the previous digest: ${count(reports.length)} with ${counted(events, 'event')}\n${shown}`;
}
