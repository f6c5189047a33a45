// `sundial runs`: shows the audit log of executed commands and their results.

import type { Command } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import type { ShownRun } from '../../../store/index.js';
import { json } from '../../../text/index.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import type { Page } from '../../frame/page.js';
import { withReadableWorkspace } from '../../frame/workspace.js';
import { shownTime, table } from '../../print/table.js';

interface Options extends GlobalOptions {
  readonly limit: number;
}

export function declareRuns(program: Command, context: CliContext): void {
  const command = program
    .command('runs')
    .description('show the audit log: executed commands, their times and results')
    .option('--limit <n>', 'the number of runs to show, newest first', positive, 20);
  bindAction<Options>(command, context, (_args, options) =>
    withReadableWorkspace(options, context, async ({ store }) => {
      const { shownRuns } = await import('../../../store/index.js');
      const runs = await store.runs.latest(options.limit);
      const shown = shownRuns(runs, context.held !== undefined);
      context.print(options.json ? json({ runs: shown.map(runJson) }) : runsTable(shown, context.page));
      return EXIT.done;
    }),
  );
}

const iso = (seconds: number) => (seconds ? new Date(seconds * 1000).toISOString() : null);

function runJson(run: ShownRun): object {
  return {
    ...run,
    started_at: iso(run.started_at),
    finished_at: iso(run.finished_at),
  };
}

function runsTable(runs: readonly ShownRun[], page: Page): string {
  if (runs.length === 0) return 'No run yet.';
  const head = [
    'run',
    'command',
    'started',
    'finished',
    'status',
    'files',
    'accepted',
    'duplicate',
    'quarantined',
    'failed',
    'error',
  ];
  const rows = runs.map((run) => [
    String(run.run),
    run.command,
    shownTime(run.started_at),
    shownTime(run.finished_at),
    run.status,
    run.reports,
    run.accepted,
    run.duplicate,
    run.quarantined,
    run.failed,
    run.error,
  ]);
  const least = ['duplicate', 'finished', 'quarantined', 'files'];
  return table(page, head, rows, { right: [0, 5, 6, 7, 8, 9], least });
}
