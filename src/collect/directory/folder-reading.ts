// One reading of a folder: hands over new and changed files, and remembers each file after its result.
import { stat } from 'node:fs/promises';
import type { Clock } from '../../domain/clock.js';
import type { Collected } from '../../domain/delivery.js';
import { SundialError } from '../../domain/errors.js';
import { count, counted } from '../../text/index.js';
import { type Item, Items } from '../items.js';
import type { DeliveryResult, Reading, ReadRequest, SourceSummary } from '../source.js';
import { readingFailure } from '../unpack/failure.js';
import { shownPath } from '../unpack/names.js';
import { refusal } from '../unpack/unpack.js';
import { collectFile } from './collect.js';
import { leaveOutOwnData, ownDataNote } from './own-data.js';
import { type Found, walk } from './walk.js';

export interface FolderReadingOptions {
  /** The name of the source in deliveries. */
  readonly label: string;
  readonly folder: string;
  /** Sundial's own data, which is left out if it is in the folder. */
  readonly ownData: string;
  readonly clock: Clock;
}

export class FolderReading implements Reading {
  private readonly items: Items;
  private readonly leftOut = new Set<string>();
  private files = 0;

  constructor(
    private readonly request: ReadRequest,
    private readonly options: FolderReadingOptions,
  ) {
    this.items = new Items(request);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Collected> {
    const { folder, ownData } = this.options;
    for await (const found of filesOf(folder, ownData, (shown) => this.leftOut.add(shown))) {
      if (this.request.signal.aborted) return;
      if (!isFile(found)) {
        yield this.refused(found, found.error!);
        continue;
      }
      this.files += 1;
      yield* this.items.take(itemOf(found), () => this.contentOf(found));
    }
  }

  decided(result: DeliveryResult): void {
    this.items.decided(result);
  }

  hasFailed(): boolean {
    return false;
  }

  async finish(): Promise<SourceSummary> {
    await this.items.finish();
    const counts = { files: this.files, ...this.items.counts };
    const said = [`${count(counts.known)} already there`, `${count(counts.taken)} taken in`];
    if (counts.left > 0) said.push(`${count(counts.left)} not requested`);
    if (counts.failed > 0) said.push(`${count(counts.failed)} failed`);
    return {
      lines: [
        `${counted(counts.files, 'file')} in the folder: ${said.join(', ')}`,
        ...[...this.leftOut].map(ownDataNote),
      ],
      tables: [],
      json: { folder: counts },
      log: { message: 'folder read', fields: counts },
      warnings: [],
    };
  }

  async close(): Promise<void> {}

  private async *contentOf(found: Found): AsyncGenerator<Collected> {
    if (found.error) yield this.refused(found, found.error);
    else yield* collectFile(found.path, this.options);
  }

  private refused(found: Found, error: SundialError): Collected {
    const deliveredAt = found.modifiedAt ?? this.options.clock();
    return refusal({ path: shownPath(found.path) }, { source: this.options.label, deliveredAt }, error);
  }
}

const itemOf = ({ path, bytes, modifiedAt }: Found): Item => ({
  item: path,
  version: `${bytes} ${modifiedAt?.getTime()}`,
  path: shownPath(path),
});

/** Whether a file with this size and time is known. */
function isFile({ bytes }: Found): boolean {
  return bytes !== undefined;
}

/**
 * All files in the folder, without Sundial's own data.
 *
 * @param leftOut called with the path of the folder that is left out
 * @throws SundialError if the folder cannot be read, which must not look like an empty folder
 */
export async function* filesOf(
  folder: string,
  ownData: string,
  leftOut: (shown: string) => void,
): AsyncGenerator<Found> {
  const shown = shownPath(folder);
  const status = await stat(folder).catch((error) => Promise.reject(readingFailure(error, shown)));
  if (!status.isDirectory())
    throw new SundialError('file-unreadable', { file: shown, problem: 'it is not a folder' });
  yield* walk(folder, folder, { isLeftOut: leaveOutOwnData(ownData, leftOut) });
}
