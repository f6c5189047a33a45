// The summary of readings: the results of each source, and the gravest outcome, for people and programs.

import type { SummaryTable } from '../../collect/index.js';
import { EXIT } from '../../domain/errors.js';
import type { Failure } from '../../domain/service-status.js';
import type { Cycle, SourceRead } from '../../pipeline/index.js';
import { json } from '../../text/index.js';
import type { CliContext } from '../frame/context.js';
import type { GlobalOptions } from '../frame/global-options.js';
import type { Page } from '../frame/page.js';
import { outcomeJson, summaryText } from './ingest-summary.js';
import { prose } from './prose.js';
import { counted, printable, table } from './table.js';

/** Prints a cycle: each source's results under its name, and the failures. */
export function printCycle({ reads, failures }: Cycle, options: GlobalOptions, context: CliContext): void {
  if (options.json) {
    const parts = Object.fromEntries(reads.map((read) => [read.source, readJson(read)]));
    context.print(json({ ...parts, failures }));
    return;
  }
  for (const read of reads) {
    if (reads.length > 1) context.print(`${read.source}:`);
    context.print(readText(read, context.page));
  }
  for (const { source, message, fatal } of failures)
    if (fatal) context.note(`error: ${source}: ${printable(message)}`);
}

/** The gravest first. */
const GRAVITY = [EXIT.authentication, EXIT.failed, EXIT.partial, EXIT.nothingNew, EXIT.done];

/** The exit code for the gravest outcome of any source. */
export function cycleExitCode({ reads, failures }: Cycle, failOnEmpty = false): number {
  const isEmpty = failOnEmpty && !reads.some(hasNews);
  const codes: number[] = [
    ...reads.map((read) => readExitCode(read, false)),
    ...failures.map(failureExitCode),
    ...(isEmpty ? [EXIT.nothingNew] : []),
  ];
  return GRAVITY.find((code) => codes.includes(code)) ?? EXIT.done;
}

function failureExitCode(failure: Failure): number {
  if (failure.class === 'auth') return EXIT.authentication;
  return failure.code === 'internal' ? EXIT.failed : EXIT.partial;
}

/** The exit code of a single reading. */
export function readExitCode(read: SourceRead, failOnEmpty: boolean): number {
  const { outcomes, status } = read.taken;
  if (outcomes.some(({ error }) => error?.row.exit === EXIT.authentication)) return EXIT.authentication;
  if (status === 'failed') return EXIT.failed;
  if (status === 'partial') return EXIT.partial;
  return failOnEmpty && !hasNews(read) ? EXIT.nothingNew : EXIT.done;
}

function hasNews({ summary, taken }: SourceRead): boolean {
  return summary.hasNews ?? taken.totals.accepted > 0;
}

/** A reading for `--json`. */
export function readJson({ taken, summary, unselected }: SourceRead): object {
  const { run, status, totals, outcomes } = taken;
  return { run, status, totals, ...summary.json, unselected, files: outcomes.map(outcomeJson) };
}

/** A reading for people. */
export function readText({ taken, summary, unselected }: SourceRead, page: Page): string {
  const lines = [
    ...(taken.outcomes.length > 0 ? [summaryText(taken.outcomes, taken.totals, page)] : []),
    ...summary.tables.map((each) => tableText(each, page)),
    ...(unselected > 0 ? [unselectedText(unselected)] : []),
    ...summary.lines,
  ];
  return prose(page, lines.join('\n'));
}

function unselectedText(reports: number): string {
  const [was, they] = reports === 1 ? ['was', 'it was'] : ['were', 'they were'];
  return `${counted(reports, 'report')} ${was} left out, because ${they} not requested`;
}

function tableText({ title, head, rows, right }: SummaryTable, page: Page): string {
  return `${title}\n${table(page, head, rows, { right })}`;
}
