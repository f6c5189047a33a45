// `sundial export`: writes all events that match to CSV, JSON lines or Parquet files, and says what was written.
import path from 'node:path';
import { type Command, Option } from 'commander';
import { EXIT } from '../domain/errors.js';
import type { ExportAnswer, ExportBy, ExportFormat, ExportRequest } from '../query/index.js';
import { bindAction, type CliContext } from './context.js';
import { interruptible } from './interrupt.js';
import { addFilters, readFilters } from './query-filters.js';
import { count, table } from './table.js';
import { type Workspace, withReadableWorkspace } from './workspace.js';

const FORMATS = ['csv', 'jsonl', 'parquet'] as const satisfies readonly ExportFormat[];
const BY = ['date', 'geo', 'type', 'asn'] as const satisfies readonly ExportBy[];

export function declareExport(program: Command, context: CliContext): void {
  const command = addFilters(program.command('export').description('write all events that match to files'))
    .addOption(new Option('--format <format>', 'of the files').choices(FORMATS).default('csv'))
    .requiredOption('--output <path>', 'the new file; with --by the folder that the files go to')
    .addOption(new Option('--by <property>', 'write a file for each value').choices(BY))
    .option('--fields <fields>', 'what each row holds, with commas; or "all"')
    .option('--force', 'replace files that are there');
  bindAction(command, context, async (_args, options) => {
    const query = await readFilters({ ...options });
    const fields = options.fields === undefined ? {} : { fields: String(options.fields).split(',') };
    const request: ExportRequest = {
      query: { ...query, ...fields },
      format: options.format as ExportFormat,
      output: path.resolve(context.cwd, String(options.output)),
      by: options.by as ExportBy | undefined,
      force: options.force === true,
      ...(context.interactive && !options.json && { written: showProgress(context) }),
    };
    return withReadableWorkspace(options, context, async (workspace) => {
      const answer = await writeExport(request, workspace, context);
      for (const note of answer.notes) context.note(`note: ${note}`);
      context.print(options.json ? exportJson(request, answer) : exportTable(answer));
      return EXIT.done;
    });
  });
}

async function writeExport(
  request: ExportRequest,
  { store, catalogue, settings }: Workspace,
  context: CliContext,
): Promise<ExportAnswer> {
  const [{ EventExport }, { openFileWriter }] = await Promise.all([
    import('../query/index.js'),
    import('../store/index.js'),
  ]);
  const { engine } = store;
  const writer = openFileWriter(engine, {
    url: settings.store_url,
    user: settings.store_user,
    password: settings.store_password,
    memoryLimitMib: settings.memory_limit_mib,
  });
  try {
    const exports = new EventExport({ engine, writer, catalogue, clock: context.clock });
    return await interruptible(context, (signal) => exports.write(request, { signal }));
  } finally {
    await writer.close();
  }
}

/** A line on the terminal that counts files and rows, gone with the last file. */
function showProgress(context: CliContext): NonNullable<ExportRequest['written']> {
  let files = 0;
  let rows = 0;
  return (file, of) => {
    files++;
    rows += file.rows;
    const line = files < of ? `${count(files)} of ${count(of)} files, ${count(rows)} events` : '';
    context.draw(line);
  };
}

function exportJson({ format, by }: ExportRequest, { files, rows, bytes }: ExportAnswer): string {
  return JSON.stringify({ format, by: by ?? null, rows, bytes, files });
}

function exportTable({ files, rows, bytes }: ExportAnswer): string {
  if (files.length === 0) return 'No event matches; no file was written.';
  const lines = files.map((file) => [file.file, file.rows, file.bytes]);
  const total = `${count(rows)} events, ${count(bytes)} bytes in ${count(files.length)} ${files.length === 1 ? 'file' : 'files'}`;
  return `${table(['file', 'events', 'bytes'], lines, { right: [1, 2] })}\n${total}`;
}
