// Gives the rows of a processed report out to the trees by country and by service, in one pass.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ReportType } from '../../catalogue/index.js';
import { SundialError } from '../../domain/errors.js';
import type { ReportIdentity } from '../../domain/report.js';
import { countryCode, UNKNOWN_COUNTRY } from '../countries.js';
import { ENRICHED_GEO } from '../enriched.js';
import type { Ready, StageFiles } from '../files.js';
import type { ProcessMark } from '../ledger.js';
import { dayFolder, reportFileName, safeName } from '../names.js';
import { type ProcessedRow, ProcessedRows } from '../rows.js';
import { type SubjectCell, subjectCells } from '../subject-cells.js';
import { DividedRows } from './divided-rows.js';

/** The trees. */
export type Tree = 'country' | 'service';

export interface SortRequest {
  readonly report: ReportIdentity;
  readonly facts: ReportType;
  readonly processed: ProcessMark;
  readonly trees: readonly Tree[];
}

/** The files of a report in the requested trees, which wait for their names. */
export interface Sorted {
  readonly ready: Readonly<Record<Tree, readonly Ready[]>>;
  readonly rows: number;
}

const READ_BYTES = 1024 * 1024;

/**
 * Writes the files of a report under temporary names. The caller places or discards them.
 *
 * @throws SundialError `stage-file-changed` unless the processed file is as it was written; `disk-full`,
 * `stages-unwritable`
 */
export async function sortReport(files: StageFiles, request: SortRequest): Promise<Sorted> {
  const { processed, trees } = request;
  const file = files.pathOf(processed.files[0] ?? '');
  const hash = createHash('sha256');
  const rows = new ProcessedRows(file).read(hashed(file, hash));
  const head = await rows.next().catch((thrown: unknown) => {
    throw asChanged(thrown, file);
  });
  if (head.done) throw new SundialError('stage-file-changed', { file, problem: 'it is empty' });
  const places = new Places(request, head.value);
  const divided = byTree((tree) =>
    trees.includes(tree) ? new DividedRows(files, Buffer.from(head.value.bytes)) : undefined,
  );
  const service = servicePlace(request.report);
  divided.service?.add(service);
  let count = 0;
  try {
    for await (const row of rows) {
      count++;
      divided.country?.add(places.country(row), row.bytes);
      divided.service?.add(service, row.bytes);
      for (const tree of trees) if (divided[tree]?.isFull) await divided[tree].flush();
    }
    if (hash.digest('hex') !== processed.sha256)
      throw new SundialError('stage-file-changed', { file, problem: 'its content is another one' });
    const ready = { country: await placed(divided.country), service: await placed(divided.service) };
    return { ready, rows: count };
  } catch (thrown) {
    for (const tree of trees) await divided[tree]?.discard();
    throw asChanged(thrown, file);
  }
}

const byTree = <T>(make: (tree: Tree) => T): Record<Tree, T> => ({
  country: make('country'),
  service: make('service'),
});

const placed = async (divided: DividedRows | undefined): Promise<readonly Ready[]> =>
  divided ? divided.finish() : [];

async function* hashed(file: string, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file, { highWaterMark: READ_BYTES })) {
    hash.update(chunk as Buffer);
    yield chunk as Buffer;
  }
}

/** A processed file that is gone is one that changed. */
function asChanged(thrown: unknown, file: string): unknown {
  if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') return thrown;
  return new SundialError('stage-file-changed', { file, problem: 'it does not exist' }, { cause: thrown });
}

function servicePlace(report: ReportIdentity): string {
  return `service/${dayFolder(report)}/${safeName(report.type)}/${reportFileName(report)}.csv`;
}

/** Finds the country of each row of a report. */
class Places {
  private readonly subjects: readonly SubjectCell[];
  private readonly geo: number;
  private readonly enrichedGeo: number;
  private readonly folder: string;
  private readonly name: string;

  constructor({ facts, processed, report }: SortRequest, head: ProcessedRow) {
    const header = Array.from({ length: processed.columns }, (_, cell) => head.cell(cell));
    this.subjects = subjectCells(facts, header);
    this.geo = header.findIndex((name) => name.toLowerCase() === 'geo');
    this.enrichedGeo = processed.columns + ENRICHED_GEO;
    this.folder = `country/${dayFolder(report)}`;
    this.name = `${reportFileName(report)}.csv`;
  }

  /** The place of a row in the tree by country. */
  country(row: ProcessedRow): string {
    return `${this.folder}/${this.codeOf(row)}/${this.name}`;
  }

  /** The report's own country of the subject; otherwise the enriched one. */
  private codeOf(row: ProcessedRow): string {
    const subject = this.subjects.find(({ cell }) => !row.isEmpty(cell));
    const cell = subject?.country ?? this.geo;
    const own = cell >= 0 ? countryCode(row.cell(cell)) : undefined;
    return own ?? countryCode(row.cell(this.enrichedGeo)) ?? UNKNOWN_COUNTRY;
  }
}
