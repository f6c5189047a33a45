// `sundial export findings`: writes all findings that match to files.
import type { Command } from 'commander';
import { storeSeenBy } from '../../filters/constituent.js';
import { addFindingFilters, type FindingOptions, findingFilterOf } from '../../filters/finding-options.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import { interruptible } from '../../frame/interrupt.js';
import { withReadableWorkspace } from '../../frame/workspace.js';
import {
  addExportOptions,
  type ExportOptions,
  exportTarget,
  printExport,
  withFileWriter,
} from './export-files.js';

/** Declares the subcommand of `export`. */
export function declareExportFindings(parent: Command, context: CliContext): void {
  const command = addExportOptions(
    addFindingFilters(parent.command('findings').description('write all findings that match to files')),
  );
  bindAction<ExportOptions & FindingOptions>(command, context, async (_args, options) => {
    const target = exportTarget(options, context, 'finding');
    return withReadableWorkspace(options, context, async (workspace) => {
      const { exportFindings } = await import('../../../query/index.js');
      const filter = await findingFilterOf(options, workspace, context);
      const store = await storeSeenBy(options, workspace);
      const answer = await withFileWriter(store, (writer) =>
        interruptible(context, (signal) => exportFindings(store, writer, { ...target, filter }, { signal })),
      );
      return printExport(answer, target, 'finding', options, context);
    });
  });
}
