// `sundial ingest`: loads report files, folders and archives, and accounts for every row.
import type { Command } from 'commander';
import { EXIT, SundialError } from '../domain/errors.js';
import { type IdentityOverrides, isReportDate, normaliseType } from '../domain/report.js';
import type { FileOutcome } from '../load/index.js';
import { bindAction, type CliContext } from './context.js';
import { Progress } from './progress.js';
import type { Workspace } from './workspace.js';

export function declareIngest(program: Command, context: CliContext): void {
  const command = program
    .command('ingest')
    .description('load report files; every row is accounted for')
    .argument('<path...>', 'files, folders (with all below them), archives, or - for stdin')
    .option('--type <type>', 'report type, where the file name does not tell it')
    .option('--date <date>', 'report date (YYYY-MM-DD), where the file name does not tell it')
    .option('--list <list>', 'the list (subscription) that the reports belong to');
  bindAction(command, context, async (paths, options) => {
    const overrides = readOverrides(options);
    const { withWorkspace } = await import('./workspace.js');
    return withWorkspace(options, context, (workspace) => run(paths, options, overrides, workspace, context));
  });
}

function readOverrides(options: Record<string, unknown>): IdentityOverrides {
  const { type, date, list } = options as { type?: string; date?: string; list?: string };
  if (date !== undefined && !isReportDate(date)) {
    throw new SundialError('usage', {
      problem: `--date: "${date}" is no day. Expected YYYY-MM-DD, such as 2026-01-15`,
    });
  }
  return { ...(type && { type: normaliseType(type) }), ...(date && { date }), ...(list && { list }) };
}

async function run(
  paths: readonly string[],
  options: Record<string, unknown>,
  overrides: IdentityOverrides,
  { store, archive, catalogue, settings, segmentFolder }: Workspace,
  context: CliContext,
): Promise<number> {
  const [{ Loader, ingest }, { collectFiles }] = await Promise.all([
    import('../load/index.js'),
    import('../collect/index.js'),
  ]);
  const outcomes: FileOutcome[] = [];
  const progress = new Progress(context, options.json === true);
  const loader = new Loader({
    store,
    archive,
    catalogue,
    clock: context.clock,
    segmentFolder,
    progress: (bytes) => progress.read(bytes),
  });
  const auditLog = await store.runs.start('ingest', context.clock());
  let failure: unknown;
  try {
    await archive.cleanUp();
    await ingest(collectFiles(paths, { cwd: context.cwd, clock: context.clock, stdin: process.stdin }), {
      store,
      archive,
      catalogue,
      loader,
      overrides,
      batchBytes: settings.load_batch_mib * 1024 * 1024,
      compress: settings.archive_compression === 'brotli',
      archived: (path, bytes) => progress.archived(path, bytes),
      decided: (outcome) => {
        outcomes.push(outcome);
        progress.decided(outcome);
      },
    });
  } catch (thrown) {
    failure = thrown;
  }
  progress.stop();
  await loader.close();
  const { summarise, summaryText, outcomeJson } = await import('./ingest-summary.js');
  const totals = summarise(outcomes);
  const kept = totals.failed + totals.quarantined > 0;
  const status = failure ? 'failed' : kept ? 'partial' : 'done';
  const error = failure instanceof Error ? failure.message : '';
  await store.runs.finish(auditLog, { status, error }, totals, context.clock());
  if (failure) throw failure;
  if (options.json)
    context.print(JSON.stringify({ run: auditLog.run, status, totals, files: outcomes.map(outcomeJson) }));
  else context.print(summaryText(outcomes, totals));
  return kept ? EXIT.partial : EXIT.done;
}
