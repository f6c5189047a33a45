// `sundial mail show` and `sundial mail save`: one message, its attachments, and what became of its reports.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { AttachedFile } from '../../../collect/index.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { describeReport } from '../../../domain/report.js';
import type { FoundMessage } from '../../../pipeline/index.js';
import { json } from '../../../text/index.js';
import { requireLocal } from '../../filters/local-path.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { reasonAfter } from '../../print/reason.js';
import { counted, factsTable, printable, shownTime, table } from '../../print/table.js';
import { messageJson, SHOWN_DIGITS } from './mail-output.js';

const ID = 'the first digits of the message, as "sundial mail list" shows them';

export function declareOneMessage(mail: Command, context: CliContext): void {
  bindAction(
    mail
      .command('show')
      .description('show a message, its attachments, and what became of its reports')
      .argument('<id>', ID),
    context,
    ([id], options) => withMessage(id!, options, context, (message) => show(message, options, context)),
  );
  bindAction(
    mail
      .command('save')
      .description('write a message as it came, and its attachments, into a folder')
      .argument('<id>', ID)
      .argument('[folder]', 'the folder (default: message- and the first digits)'),
    context,
    ([id, folder], options) => {
      requireLocal(folder, 'the folder', 'Name a folder');
      return withMessage(id!, options, context, (message) => save(message, folder, options, context));
    },
  );
}

async function withMessage(
  id: string,
  options: GlobalOptions,
  context: CliContext,
  work: (message: FoundMessage) => Promise<number>,
): Promise<number> {
  const [{ withReadableWorkspace }, { findMessage }] = await Promise.all([
    import('../../frame/workspace.js'),
    import('../../../pipeline/index.js'),
  ]);
  return withReadableWorkspace(options, context, async (workspace) => work(await findMessage(workspace, id)));
}

/** Between the path of a message and those of its files. */
const SEPARATOR = ' > ';

/** An attached file with its size. */
interface Listed {
  readonly name: string;
  readonly bytes: number;
  readonly isReport: boolean;
}

async function show(message: FoundMessage, options: GlobalOptions, context: CliContext): Promise<number> {
  const files: Listed[] = [];
  const code = await eachFile(message, context, async ({ path: place, isReport, read }) => {
    let bytes = 0;
    for await (const chunk of read()) bytes += chunk.length;
    files.push({ name: place.slice(message.rows[0]!.path.length + SEPARATOR.length), bytes, isReport });
  });
  context.print(options.json ? json(shownJson(message, files)) : shownText(message, files, context));
  return code;
}

/** Visits the attached files up to one that is damaged, which is said. */
async function eachFile(
  message: FoundMessage,
  context: CliContext,
  visit: (file: AttachedFile) => Promise<void>,
): Promise<number> {
  try {
    for await (const file of message.files()) await visit(file);
    return EXIT.done;
  } catch (thrown) {
    if (!(thrown instanceof SundialError) || !/^(?:mail|archive|file)-/.test(thrown.code)) throw thrown;
    context.note(`warning: ${thrown.message}`);
    return EXIT.partial;
  }
}

function shownJson({ rows, reports, staged }: FoundMessage, files: readonly Listed[]): object {
  return {
    messages: rows.map((message) => messageJson({ message, reports })),
    attachments: files.map(({ name, bytes, isReport }) => ({ name, bytes, is_report: isReport })),
    stages: staged.map(({ report, stages }) => ({ ...report, stages })),
  };
}

function shownText(
  { sha256, rows, reports, staged }: FoundMessage,
  files: readonly Listed[],
  { page }: CliContext,
): string {
  const [first] = rows;
  const facts: [string, string][] = [
    ['message', sha256],
    ['sent', shownTime(first!.sent_at)],
    ['from', first!.sender],
    ['subject', first!.subject],
    ['list', first!.list],
    ...rows.map(({ source, state, error, path: place }): [string, string] => [
      source,
      `${state}${error === '' ? '' : `: ${reasonAfter(place, error)}`} (${place})`,
    ]),
  ];
  const fates = [
    ...reports.map(({ path: place, report_type: type, report_date: date, list, outcome, error }) => [
      type === '' ? place : describeReport({ type, date, list }),
      'store',
      error === '' ? outcome : `${outcome}: ${error}`,
    ]),
    ...staged.map(({ report, stages }) => [describeReport(report), 'stages', stages.join(', ')]),
  ];
  const attached = files.map(({ name, bytes, isReport }) => [name, bytes, isReport ? 'yes' : 'no']);
  return [
    factsTable(page, facts),
    files.length > 0
      ? table(page, ['attachment', 'bytes', 'report'], attached, { right: [1] })
      : 'Nothing is attached.',
    fates.length > 0
      ? table(page, ['report', 'in', 'outcome'], fates)
      : 'No report of this message is stored.',
  ].join('\n\n');
}

/** No file is replaced. Files are named after their attachments as far as that is safe. */
async function save(
  message: FoundMessage,
  folder: string | undefined,
  options: GlobalOptions,
  context: CliContext,
): Promise<number> {
  const { safeFileName } = await import('../../../stages/index.js');
  const target = path.resolve(context.cwd, folder ?? `message-${message.sha256.slice(0, SHOWN_DIGITS)}`);
  await mkdir(target, { recursive: true, mode: 0o700 });
  const written: string[] = [];
  const write = async (name: string, content: AsyncIterable<Buffer>) => {
    const file = path.join(target, name);
    try {
      await pipeline(content, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
      throw new SundialError('usage', { problem: `${file} exists already. Name another folder` });
    }
    written.push(file);
  };
  await write('message.eml', message.read());
  const code = await eachFile(message, context, ({ name, read }) =>
    write(`${written.length}-${safeFileName(name)}`, read()),
  );
  if (options.json) context.print(json({ folder: target, files: written }));
  else context.print(`${counted(written.length, 'file')} written to ${printable(target)}`);
  return code;
}
