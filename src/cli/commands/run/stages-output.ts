// The output of stages: what each did, as a table or JSON, and the items that were skipped or failed with the reason.
import { EXIT } from '../../../domain/errors.js';
import type { StageItem, StageResult } from '../../../pipeline/index.js';
import { json } from '../../../text/index.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { reasonAfter } from '../../print/reason.js';
import { count, printable, table } from '../../print/table.js';

export function printStages(
  results: readonly StageResult[],
  options: GlobalOptions,
  context: CliContext,
): void {
  if (options.json) {
    context.print(json({ stages: results.map(stageJson) }));
    return;
  }
  for (const { stage, items, error } of results) {
    for (const item of items) if (item.outcome === 'would') context.print(lineOf(stage, item));
    for (const item of items)
      if (item.outcome !== 'would' && item.note !== '') context.note(lineOf(stage, item));
    if (error) context.note(`${stage}: error: ${printable(error.message)}`);
  }
  const rows = results.map((result) => [
    result.stage,
    result.tracker,
    ...[result.in, result.out, result.skipped, result.failed, result.rows, result.quarantined].map(count),
    result.seconds.toFixed(1),
  ]);
  context.print(table(context.page, HEAD, rows, { right: [2, 3, 4, 5, 6, 7, 8], least: ['tracker'] }));
}

const HEAD = ['stage', 'tracker', 'in', 'out', 'skipped', 'failed', 'rows', 'set aside', 'seconds'];

const WORDS = { done: '', would: 'would do ', skipped: 'skipped ', failed: 'failed: ' } as const;

function lineOf(stage: string, { name, outcome, note }: StageItem): string {
  const why = note === '' ? '' : `: ${reasonAfter(name, note)}`;
  return printable(`${stage}: ${WORDS[outcome]}${name}${why}`);
}

function stageJson({ items, error, ...counts }: StageResult): object {
  return {
    ...counts,
    seconds: Number(counts.seconds.toFixed(3)),
    items: items.map(({ error: failure, ...item }) => ({ ...item, ...(failure && { code: failure.code }) })),
    error: error ? { code: error.code, message: error.message } : null,
  };
}

/** The exit code: that of the first stage that ended early, otherwise whether any item failed or rows were set aside. */
export function stagesExitCode(results: readonly StageResult[]): number {
  const ended = results.find(({ error }) => error)?.error;
  if (ended) return ended.row.exit;
  const isPartial = results.some(({ failed, quarantined }) => failed > 0 || quarantined > 0);
  return isPartial ? EXIT.partial : EXIT.done;
}
