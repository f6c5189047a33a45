// The summary of an ingest: one table for people, one object per file for programs.
import type { FileOutcome } from '../../pipeline/index.js';
import type { RunTotals } from '../../store/index.js';
import type { Page } from '../frame/page.js';
import { count, counted, printable, table } from './table.js';

/** One file for `--json`. */
export function outcomeJson(outcome: FileOutcome): object {
  const { path, report, rows, accepted, duplicate, quarantined, unparsed, notices, error } = outcome;
  return {
    path,
    type: report?.type ?? null,
    date: report?.date ?? null,
    list: report?.list ?? null,
    outcome: outcome.outcome,
    rows,
    accepted,
    duplicate,
    quarantined,
    unparsed,
    notices,
    error: error ? { code: error.code, message: error.message } : null,
  };
}

/** Above this many files the table shows sums per report type. */
const FILES_SHOWN = 40;

export function summaryText(outcomes: readonly FileOutcome[], totals: RunTotals, page: Page): string {
  const loaded = outcomes.filter((outcome) => !outcome.error);
  const lines = [];
  if (loaded.length > FILES_SHOWN) lines.push(perType(loaded, page));
  else if (loaded.length > 0) lines.push(perFile(loaded, page));
  for (const { error } of outcomes) if (error) lines.push(`not loaded: ${printable(error.message)}`);
  for (const { path, notices } of loaded)
    for (const notice of notices) lines.push(`note: ${printable(path)}: ${notice}`);
  lines.push(
    `${counted(totals.reports, 'file')}: ${count(totals.accepted)} accepted, ${count(totals.duplicate)} duplicate, ` +
      `${count(totals.quarantined)} quarantined, ${counted(totals.failed, 'file')} not loaded`,
  );
  if (totals.quarantined > 0) lines.push('"sundial quarantine list" shows the rows that were set aside');
  return lines.join('\n');
}

const COUNTS = ['rows', 'accepted', 'duplicate', 'quarantined'];
const counts = (outcome: FileOutcome) => [
  outcome.rows,
  outcome.accepted,
  outcome.duplicate,
  outcome.quarantined,
];

function perFile(outcomes: readonly FileOutcome[], page: Page): string {
  const rows = outcomes.map((outcome) => {
    const { type = '', date = '', list = '' } = outcome.report ?? {};
    return [type, date, list, outcome.outcome, ...counts(outcome)];
  });
  return table(page, ['type', 'date', 'list', 'outcome', ...COUNTS], rows, {
    right: [4, 5, 6, 7],
    least: ['list'],
  });
}

function perType(outcomes: readonly FileOutcome[], page: Page): string {
  const sums = new Map<string, number[]>();
  for (const outcome of outcomes) {
    const sum = sums.get(outcome.report!.type) ?? [0, 0, 0, 0, 0];
    sums.set(
      outcome.report!.type,
      [1, ...counts(outcome)].map((value, index) => value + sum[index]!),
    );
  }
  const rows = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, sum]) => [type, ...sum]);
  return table(page, ['type', 'files', ...COUNTS], rows, { right: [1, 2, 3, 4, 5] });
}
