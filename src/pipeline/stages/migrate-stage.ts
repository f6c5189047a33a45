// Stage `migrate`: sorts what came by mail into folders by kind, and unpacks it: reports, advisories, and everything else.
import { createHash } from 'node:crypto';
import { type AttachedFile, attachedFiles } from '../../collect/index.js';
import { dateOf } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';
import { describeReport } from '../../domain/report.js';
import {
  dayFolder,
  type MessageRecord,
  type ReportRecord,
  reportFileName,
  safeFileName,
} from '../../stages/index.js';
import type { Tally } from './stage-result.js';
import { attempt, eachReport, isDone, replaceFiles, type StageRun } from './stage-run.js';

export async function migrateStage(run: StageRun, tally: Tally): Promise<void> {
  const withReport = new Set<string>();
  const note = ({ received }: ReportRecord) => {
    if (received.message !== undefined) withReport.add(received.message);
  };
  await eachReport(run, tally, {
    obstacle: (record) => {
      note(record);
      return undefined;
    },
    isDone: ({ migrate, received }) => isDone(migrate, received.sha256),
    work: (record) => migrateReport(run, tally, record),
  });
  for await (const message of run.ledger.messages()) {
    if (run.signal.aborted) return;
    const name = `message ${message.sha256.slice(0, SHOWN_DIGITS)} (${message.path})`;
    if (tally.tracker !== 'off' && isDone(message.migrate, message.sha256))
      tally.add({ name, outcome: 'skipped' });
    else if (tally.tracker === 'manual') tally.add({ name, outcome: 'would' });
    else
      await attempt(name, tally, () =>
        migrateMessage(
          run,
          tally,
          name,
          message,
          withReport.has(message.sha256) || (message.reports ?? 0) > 0,
        ),
      );
  }
}

const SHOWN_DIGITS = 12;

async function migrateReport(run: StageRun, tally: Tally, record: ReportRecord): Promise<void> {
  const { workspace, files, clock } = run;
  const { report, received } = record;
  const temporary = files.temporary();
  try {
    let extension = '';
    for await (const chunk of workspace.archive.read(received.sha256)) {
      extension ||= isJson(chunk as Buffer) ? 'json' : 'csv';
      await files.append(temporary, chunk as Buffer);
    }
    const target = `reports/${dayFolder(report)}/${reportFileName(report)}.${extension}`;
    const mark = { content: received.sha256, at: clock().toISOString(), rows: 0 };
    await replaceFiles(run, record, 'migrate', [{ temporary, target }], mark);
    tally.add({ name: describeReport(report), outcome: 'done' });
  } finally {
    await files.discard([temporary]);
  }
}

function isJson(start: Buffer): boolean {
  return /^\s*[{[]/.test(start.subarray(0, 1024).toString('latin1'));
}

/** Sorts the files of a message that are not reports; a message of the publisher without a report is an advisory itself. */
async function migrateMessage(
  run: StageRun,
  tally: Tally,
  name: string,
  message: MessageRecord,
  hasReport: boolean,
): Promise<void> {
  const { workspace, files, ledger, clock } = run;
  const { sha256, path } = message;
  const written: string[] = [];
  const write = async (target: string, chunks: AsyncIterable<Buffer>) => {
    await files.write(target, chunks);
    written.push(target);
  };
  const read = () => workspace.archive.read(sha256);
  let failure: SundialError | undefined;
  // The ledger names only the last message of a report; earlier ones, and copies, still have it attached.
  let carriesReport = hasReport;
  try {
    for await (const file of attachedFiles(read(), path))
      if (file.isReport) carriesReport = true;
      else await write(placeOf(file, message), file.read());
  } catch (thrown) {
    if (!(thrown instanceof SundialError) || !/^(?:mail|archive|file)-/.test(thrown.code)) throw thrown;
    failure = thrown;
  }
  if (!carriesReport)
    await write(`advisories/${folderOf(message)}/${sha256.slice(0, SHOWN_DIGITS)}.eml`, read());
  const gone = (message.migrate?.files ?? []).filter((file) => !written.includes(file));
  await files.remove(gone);
  const mark = {
    content: sha256,
    state: 'done',
    at: clock().toISOString(),
    files: written,
    rows: 0,
  } as const;
  await ledger.writeMessage({ ...message, migrate: mark });
  if (failure) tally.fail(name, failure);
  else tally.add({ name, outcome: 'done', note: written.map((file) => file.split('/')[0]).join(', ') });
}

/** Forms in which people write to people. */
const ADVISORY = /\.(?:pdf|txt|md|html?|docx?|odt|rtf|pptx?|xlsx?|ods)$/i;

/** The message's digits precede the name, and the path's those of files with one name. */
function placeOf({ name, path }: AttachedFile, message: MessageRecord): string {
  const kind = ADVISORY.test(name) ? 'advisories' : 'other';
  const place = createHash('sha256').update(path).digest('hex').slice(0, 4);
  return `${kind}/${folderOf(message)}/${message.sha256.slice(0, SHOWN_DIGITS)}-${place}-${safeFileName(name)}`;
}

function folderOf({ sent, at }: MessageRecord): string {
  const date = new Date(sent === '' ? at : sent);
  return dateOf(date).replaceAll('-', '/');
}
