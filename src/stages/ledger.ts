// The stages' ledger: what each stage did for which report, one file per report, which is replaced as a whole.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SundialError } from '../domain/errors.js';
import { namesIn } from '../domain/folder-names.js';
import type { ReportIdentity } from '../domain/report.js';
import { systemProblem } from '../domain/system-problem.js';
import type { StageFiles } from './files.js';
import { dayFolder, reportFileName } from './names.js';

const mark = z.object({
  /** What the stage worked from: the SHA-256 of an original, or of a processed file. */
  content: z.string(),
  /** `begun`: the files may be of this or of the previous content, in part; they do not count. */
  state: z.enum(['begun', 'done']),
  at: z.string(),
  /** Every file that the stage wrote for the report, relative to the stages' folder. */
  files: z.array(z.string()),
  /** Rows of the report in these files. */
  rows: z.number(),
});
const processMark = mark.extend({
  /** Rows that could not be aligned with their columns. */
  quarantined: z.number(),
  /** SHA-256 and size of the processed file. */
  sha256: z.string(),
  bytes: z.number(),
  /** Number of the report's own columns, which precede the enriched ones. */
  columns: z.number(),
});
const ingestMark = mark.extend({
  accepted: z.number(),
  duplicate: z.number(),
  quarantined: z.number(),
});
const record = z.object({
  report: z.object({ type: z.string(), date: z.string(), list: z.string() }),
  received: z.object({
    sha256: z.string(),
    bytes: z.number(),
    /** The publisher's time, in unix seconds; 0 = unknown. */
    publishedAt: z.number(),
    at: z.string(),
    path: z.string(),
    source: z.string(),
    subscription: z.string().optional(),
    /** SHA-256 of the archived message. */
    message: z.string().optional(),
    /** The publisher's announcement. */
    expected: z.object({ rows: z.number(), leastBytes: z.number(), mostBytes: z.number() }).optional(),
  }),
  migrate: mark.optional(),
  refresh: mark.optional(),
  process: processMark.optional(),
  country: mark.optional(),
  service: mark.optional(),
  ingest: ingestMark.optional(),
});
const message = z.object({
  sha256: z.string(),
  path: z.string(),
  source: z.string(),
  from: z.string(),
  subject: z.string(),
  /** When it was sent, in ISO form; empty = unknown. */
  sent: z.string(),
  at: z.string(),
  /** How many reports came with it, also those that others replaced since; absent in ledgers from before this was kept. */
  reports: z.number().optional(),
  migrate: mark.optional(),
});

export type Mark = z.infer<typeof mark>;
export type ProcessMark = z.infer<typeof processMark>;
export type IngestMark = z.infer<typeof ingestMark>;
/** A report's current version, and what each stage did for it. */
export type ReportRecord = z.infer<typeof record>;
/** An archived message. */
export type MessageRecord = z.infer<typeof message>;

const REPORTS = 'ledger/reports';
const MESSAGES = 'ledger/messages';

export class StageLedger {
  constructor(private readonly files: StageFiles) {}

  /** All reports, by date and name. @throws SundialError `stage-ledger` */
  async *reports(): AsyncGenerator<ReportRecord> {
    for await (const file of this.walk(REPORTS, 3)) yield this.read(file, record);
  }

  /** All messages. @throws SundialError `stage-ledger` */
  async *messages(): AsyncGenerator<MessageRecord> {
    for await (const file of this.walk(MESSAGES, 1)) yield this.read(file, message);
  }

  /** The number of reports and messages. */
  async count(): Promise<{ readonly reports: number; readonly messages: number }> {
    return { reports: await this.countIn(REPORTS, 3), messages: await this.countIn(MESSAGES, 1) };
  }

  /** @throws SundialError `stage-ledger` */
  async report(report: ReportIdentity): Promise<ReportRecord | undefined> {
    return this.readIfThere(reportFile(report), record);
  }

  /** The message with this SHA-256. @throws SundialError `stage-ledger` */
  async message(sha256: string): Promise<MessageRecord | undefined> {
    return this.readIfThere(messageFile(sha256), message);
  }

  /** Replaces the record of a report. @throws SundialError `disk-full`, `stages-unwritable` */
  async write(entry: ReportRecord): Promise<void> {
    await this.files.write(reportFile(entry.report), [textOf(entry)]);
  }

  /** Replaces the record of a message. @throws SundialError `disk-full`, `stages-unwritable` */
  async writeMessage(entry: MessageRecord): Promise<void> {
    await this.files.write(messageFile(entry.sha256), [textOf(entry)]);
  }

  private async *walk(folder: string, depth: number): AsyncGenerator<string> {
    const names = await namesIn(this.files.pathOf(folder)).catch((thrown: unknown) => {
      const problem = systemProblem(thrown as Error);
      throw new SundialError('stages-unwritable', { folder: this.files.root, problem }, { cause: thrown });
    });
    for (const name of names) {
      const file = `${folder}/${name}`;
      if (depth > 0) yield* this.walk(file, depth - 1);
      else if (name.endsWith('.json')) yield file;
    }
  }

  private async countIn(folder: string, depth: number): Promise<number> {
    let count = 0;
    for await (const _file of this.walk(folder, depth)) count++;
    return count;
  }

  private async readIfThere<T>(file: string, form: z.ZodType<T>): Promise<T | undefined> {
    try {
      return await this.read(file, form);
    } catch (thrown) {
      if ((thrown as SundialError).details?.problem === MISSING) return undefined;
      throw thrown;
    }
  }

  private async read<T>(file: string, form: z.ZodType<T>): Promise<T> {
    const full = this.files.pathOf(file);
    try {
      return form.parse(JSON.parse(await readFile(full, 'utf8')));
    } catch (thrown) {
      throw new SundialError('stage-ledger', { file: full, problem: problemOf(thrown) }, { cause: thrown });
    }
  }
}

const MISSING = 'it does not exist';

function problemOf(thrown: unknown): string {
  if (thrown instanceof z.ZodError) return `${thrown.issues[0]?.path.join('.')} has an unexpected form`;
  if (thrown instanceof SyntaxError) return 'it is not JSON';
  return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? MISSING : (thrown as Error).message;
}

function reportFile(report: ReportIdentity): string {
  return `${REPORTS}/${dayFolder(report)}/${reportFileName(report)}.json`;
}

function messageFile(sha256: string): string {
  const name = /^[0-9a-f]{64}$/.test(sha256) ? sha256 : createHash('sha256').update(sha256).digest('hex');
  return `${MESSAGES}/${name.slice(0, 2)}/${name}.json`;
}

const textOf = (entry: object): Buffer => Buffer.from(`${JSON.stringify(entry, undefined, 1)}\n`);
