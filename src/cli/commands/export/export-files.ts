// The common part of exports of events and of findings: the options for files, progress, and the summary.

import path from 'node:path';
import { type Command, Option } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import type { ExportAnswer, ExportBy, ExportFormat, ExportTarget } from '../../../query/index.js';
import type { ScopedFileWriter, ScopedStore } from '../../../store/index.js';
import { json } from '../../../text/index.js';
import { requireLocal } from '../../filters/local-path.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { prose } from '../../print/prose.js';
import { count, counted, table } from '../../print/table.js';

const FORMATS = ['csv', 'jsonl', 'parquet'] as const satisfies readonly ExportFormat[];
const BY = ['date', 'geo', 'type', 'asn'] as const satisfies readonly ExportBy[];

export interface ExportOptions extends GlobalOptions {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly by?: (typeof BY)[number];
  readonly force?: boolean;
}

/** Declares the options for the place and format of files. */
export function addExportOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'the format of the files').choices(FORMATS).default('csv'))
    .option('--output <path>', 'the new file; with --by the folder for the files')
    .addOption(new Option('--by <property>', 'write a file for each value').choices(BY))
    .option('--force', 'replace existing files');
}

/**
 * Reads those options.
 *
 * @param thing the noun for exported rows, for the line that counts them
 * @throws SundialError `usage`
 */
export function exportTarget(options: ExportOptions, context: CliContext, thing: string): ExportTarget {
  // The parser cannot require the option, because options of a subcommand may also be read by the command above it.
  requireLocal(options.output, '--output', 'Name a file or folder');
  if (options.output === undefined)
    throw new SundialError('usage', { problem: '--output has to name a new file, or a folder with --by' });
  return {
    format: options.format,
    output: path.resolve(context.cwd, options.output),
    by: options.by,
    force: options.force === true,
    ...(context.interactive && !options.json && { written: showProgress(context, thing) }),
  };
}

/** Runs `work` with a writer for the rows of the scope, and closes the writer. */
export async function withFileWriter<T>(
  { statements }: ScopedStore,
  work: (writer: ScopedFileWriter) => Promise<T>,
): Promise<T> {
  const writer = statements.fileWriter();
  try {
    return await work(writer);
  } finally {
    await writer.close();
  }
}

/** A line on the terminal that counts files and rows, and disappears after the last file. */
function showProgress(context: CliContext, thing: string): NonNullable<ExportTarget['written']> {
  let files = 0;
  let rows = 0;
  return (file, of) => {
    files++;
    rows += file.rows;
    const line = files < of ? `${count(files)} of ${counted(of, 'file')}, ${counted(rows, thing)}` : '';
    context.draw(line);
  };
}

/** Prints what was written. */
export function printExport(
  { files, rows, bytes, notes }: ExportAnswer,
  { format, by }: ExportTarget,
  thing: 'event' | 'finding',
  options: ExportOptions,
  context: CliContext,
): number {
  for (const note of notes) context.note(`note: ${note}`);
  if (options.json) context.print(json({ format, by: by ?? null, rows, bytes, files }));
  else if (files.length === 0) context.print(`No ${thing} matches; no file was written.`);
  else {
    const lines = files.map((file) => [file.file, file.rows, file.bytes]);
    const total = `${counted(rows, thing)}, ${counted(bytes, 'byte')} in ${counted(files.length, 'file')}`;
    context.print(
      prose(
        context.page,
        `${table(context.page, ['file', `${thing}s`, 'bytes'], lines, { right: [1, 2] })}\n${total}`,
      ),
    );
  }
  return EXIT.done;
}
