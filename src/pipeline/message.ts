// Finds one archived message, and what became of its reports: in the store, and in the stages of the mail pipeline.
import type { AttachedFile } from '../collect/index.js';
import { attachedFiles } from '../collect/index.js';
import { SundialError } from '../domain/errors.js';
import { STAGES, type Stage } from '../domain/stages.js';
import { type ReportRecord, StageFiles, StageLedger } from '../stages/index.js';
import type { MessageReport, MessageRow } from '../store/index.js';
import { stagesFolder } from './stages/stage-run.js';
import type { Workspace } from './workspace.js';

/** The least number of digits that name a message. */
const LEAST_DIGITS = 6;

/** A report of a message in the stages, and the stages that are done for its current content. */
export interface StagedReport {
  readonly report: ReportRecord['report'];
  readonly stages: readonly Stage[];
}

export interface FoundMessage {
  readonly sha256: string;
  /** Its rows in the store, one for each source that has read it. */
  readonly rows: readonly MessageRow[];
  /** What the store has of it. */
  readonly reports: readonly MessageReport[];
  readonly staged: readonly StagedReport[];
  /** The message as it came. */
  read(): AsyncIterable<Buffer>;
  /** Its attachments and the files in attached archives; each has to be read before the next one is requested. */
  files(): AsyncIterable<AttachedFile>;
}

/**
 * @param id the first digits of the SHA-256 of a message
 * @throws SundialError `message-not-found`; `usage` if several messages have these digits
 */
export async function findMessage(
  { operator, archive, settings }: Workspace,
  id: string,
): Promise<FoundMessage> {
  const prefix = id.toLowerCase();
  if (!/^[0-9a-f]{6,64}$/.test(prefix))
    throw new SundialError('message-not-found', { id, least: LEAST_DIGITS });
  const rows = await operator.messages.find({ prefix, limit: 100 });
  const [first] = rows;
  if (!first) throw new SundialError('message-not-found', { id, least: LEAST_DIGITS });
  const { sha256, path } = first;
  if (rows.some((row) => row.sha256 !== sha256))
    throw new SundialError('usage', { problem: `several messages begin with ${id}; give more digits` });
  return {
    sha256,
    rows,
    reports: await operator.messages.reportsOf([sha256]),
    staged: await stagedReports(new StageLedger(new StageFiles(stagesFolder(settings))), sha256),
    read: () => archive.read(sha256),
    files: () => attachedFiles(archive.read(sha256), path),
  };
}

async function stagedReports(ledger: StageLedger, message: string): Promise<StagedReport[]> {
  const staged: StagedReport[] = [];
  for await (const record of ledger.reports()) {
    if (record.received.message !== message) continue;
    const isDone = (stage: Stage) => stage === 'email' || record[stage]?.state === 'done';
    staged.push({ report: record.report, stages: STAGES.filter(isDone) });
  }
  return staged;
}
