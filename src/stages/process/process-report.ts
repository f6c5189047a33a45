// Reads, checks, normalises and enriches one report: from its original to a processed file.
import { createHash } from 'node:crypto';
import type { ReportType } from '../../catalogue/index.js';
import type { ReportIdentity } from '../../domain/report.js';
import { type ReadResult, readReport } from '../../read/index.js';
import type { Enrich } from '../enriched.js';
import type { Ready, StageFiles } from '../files.js';
import { dayFolder, reportFileName } from '../names.js';
import { paced } from './paced.js';
import { HeaderGrew, ProcessedSink } from './processed-sink.js';
import { SetAside } from './set-aside.js';

export interface ProcessRequest {
  readonly report: ReportIdentity;
  readonly facts: ReportType;
  /** The report's name in errors. */
  readonly path: string;
  /** Opens the original's bytes; called again if a JSON report has columns that its first row has not. */
  readonly open: () => AsyncIterable<Buffer>;
  readonly enrich: Enrich;
}

/** A processed report, whose files wait for their names. */
export interface Processed {
  readonly ready: readonly Ready[];
  readonly rows: number;
  readonly quarantined: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly columns: number;
}

/** The place of a processed file, relative to the stages' folder. */
export function processedFile(report: ReportIdentity): string {
  return `processed/${dayFolder(report)}/${reportFileName(report)}.csv`;
}

/** The place of the rows that a report's processed file lacks. */
export function quarantineFile(report: ReportIdentity): string {
  return `quarantine/${dayFolder(report)}/${reportFileName(report)}.csv`;
}

/**
 * Writes a report's processed file under a temporary name; in memory are only some thousand rows.
 *
 * @throws SundialError `file-not-a-report`, `original-missing`, `disk-full`, `stages-unwritable`; errors of enriching
 */
export async function processReport(files: StageFiles, request: ProcessRequest): Promise<Processed> {
  try {
    return await attempt(files, request);
  } catch (thrown) {
    if (!(thrown instanceof HeaderGrew)) throw thrown;
    const { header } = await readReport(request.open(), jobOf(request), DISCARDED);
    return attempt(files, request, header);
  }
}

async function attempt(
  files: StageFiles,
  request: ProcessRequest,
  header?: readonly string[],
): Promise<Processed> {
  const { facts, report, enrich } = request;
  const [processed, aside] = [files.temporary(), files.temporary()];
  const hash = createHash('sha256');
  let bytes = 0;
  const write = async (content: Uint8Array) => {
    hash.update(content);
    bytes += content.length;
    await files.append(processed, content);
  };
  const setAside = new SetAside();
  const sink = new ProcessedSink({ facts, date: report.date, enrich, write, ...(header && { header }) });
  const settle = async () => {
    await sink.settle();
    await setAside.settle((content) => files.append(aside, content));
  };
  try {
    const { events, rowAdded } = sink;
    const rowSink = { events, rowAdded, quarantine: setAside.quarantine };
    const result = await readReport(paced(request.open(), settle), jobOf(request), rowSink);
    await settle();
    await sink.finish(result.header);
    return {
      ready: [
        { temporary: processed, target: processedFile(report) },
        ...(setAside.isUsed ? [{ temporary: aside, target: quarantineFile(report) }] : []),
      ],
      ...countsOf(sink, result),
      ...{ sha256: hash.digest('hex'), bytes },
    };
  } catch (thrown) {
    await files.discard([processed, aside]);
    throw thrown;
  }
}

function countsOf({ rows, columns }: ProcessedSink, { quarantined }: ReadResult) {
  return { rows, quarantined, columns };
}

function jobOf({ report, facts, path }: ProcessRequest) {
  return { load: 0, report, facts, path };
}

const DISCARDED = { events: { add: () => {} }, quarantine: { add: () => {} }, rowAdded: () => {} };
