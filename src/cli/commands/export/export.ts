// `sundial export`: writes all events that match to CSV, JSON lines, Parquet or STIX files, and prints what was written.
import type { Command } from 'commander';
import { storeSeenBy } from '../../filters/constituent.js';
import { addFilters, type FilterOptions, readFilters } from '../../filters/query-filters.js';
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
import { declareExportFindings } from './export-findings.js';
import { addStixOptions, runExportStix, type StixExportOptions } from './export-stix.js';

interface Options extends ExportOptions, FilterOptions, StixExportOptions {
  readonly fields?: string;
}

export function declareExport(program: Command, context: CliContext): void {
  const command = addStixOptions(
    addExportOptions(
      addFilters(program.command('export').description('write all events that match to files')),
    ).option(
      '--fields <fields>',
      'the fields of each row, separated by commas; "all", or "original" for the columns of each report',
    ),
  );
  bindAction<Options>(command, context, async (_args, options) => {
    if (options.stix !== undefined) return runExportStix(options, await readFilters({ ...options }), context);
    const target = exportTarget(options, context, 'event');
    const query = await readFilters({ ...options });
    const fields = options.fields === undefined ? {} : { fields: options.fields.split(',') };
    const request = { ...target, query: { ...query, ...fields } };
    return withReadableWorkspace(options, context, async (workspace) => {
      const { EventExport } = await import('../../../query/index.js');
      const { catalogue } = workspace;
      const store = await storeSeenBy(options, workspace);
      const answer = await withFileWriter(store, (writer) => {
        const exports = new EventExport({ store, writer, catalogue, clock: context.clock });
        return interruptible(context, (signal) => exports.write(request, { signal }));
      });
      return printExport(answer, target, 'event', options, context);
    });
  });
  declareExportFindings(command, context);
}
