// One reading of a folder: hands over the files that are new or changed, and remembers each when it is decided.
import { stat } from 'node:fs/promises';
import type { Clock } from '../../domain/clock.js';
import type { Collected } from '../../domain/delivery.js';
import { mayMend, SundialError } from '../../domain/errors.js';
import { count, counted } from '../../text/index.js';
import type { ItemMark } from '../memory.js';
import type { Decision, Reading, ReadRequest, SourceSummary } from '../source.js';
import { readingFailure } from '../unpack/failure.js';
import { shownPath } from '../unpack/names.js';
import { refusal } from '../unpack/unpack.js';
import { collectFile } from './collect.js';
import { type Found, walk } from './walk.js';

export interface FolderReadingOptions {
  /** What deliveries name as their source. */
  readonly label: string;
  readonly folder: string;
  readonly clock: Clock;
}

/** A file of which not everything is decided yet. */
interface Pending {
  readonly item: string;
  readonly version: string;
  /** Undefined until all that it holds was handed over. */
  expected: number | undefined;
  decided: number;
  unselected: number;
  failure: SundialError | undefined;
}

/** Marks of one record. */
const RECORDED_TOGETHER = 200;

export class FolderReading implements Reading {
  /** Files under way, by what their deliveries are called. */
  private readonly pending = new Map<string, Pending>();
  private marks: ItemMark[] = [];
  private readonly counts = { files: 0, known: 0, taken: 0, left: 0, failed: 0 };

  constructor(
    private readonly request: ReadRequest,
    private readonly options: FolderReadingOptions,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Collected> {
    const { signal, memory } = this.request;
    const known = await memory.items.known();
    for await (const found of filesOf(this.options.folder)) {
      if (signal.aborted) return;
      if (!isFile(found)) {
        yield this.refused(found, found.error!);
        continue;
      }
      this.counts.files += 1;
      const version = this.versionOf(found);
      if (this.isKnown(known.get(found.path), version)) this.counts.known += 1;
      else yield* this.handOver(found, version);
      if (this.marks.length >= RECORDED_TOGETHER) await this.flush();
    }
  }

  decided({ path, outcome, error }: Decision): void {
    const pending = this.pendingOf(path);
    if (!pending) return;
    pending.decided += 1;
    if (outcome === 'unselected') pending.unselected += 1;
    pending.failure ??= error;
    this.conclude();
  }

  hasFailed(): boolean {
    return false;
  }

  async finish(): Promise<SourceSummary> {
    this.conclude();
    await this.flush();
    const { files, known, taken, left, failed } = this.counts;
    const said = [`${count(known)} already there`, `${count(taken)} taken in`];
    if (left > 0) said.push(`${count(left)} not asked for`);
    if (failed > 0) said.push(`${count(failed)} failed`);
    return {
      lines: [`${counted(files, 'file')} in the folder: ${said.join(', ')}`],
      tables: [],
      json: { folder: { ...this.counts } },
      log: { message: 'folder read', fields: { ...this.counts } },
      warnings: [],
    };
  }

  async close(): Promise<void> {}

  private async *handOver(found: Found, version: string): AsyncGenerator<Collected> {
    const path = shownPath(found.path);
    const pending: Pending = {
      ...{ item: found.path, version, expected: undefined },
      ...{ decided: 0, unselected: 0, failure: undefined },
    };
    this.pending.set(path, pending);
    let handed = 0;
    if (found.error) {
      handed = 1;
      yield this.refused(found, found.error);
    } else
      for await (const item of collectFile(found.path, this.options)) {
        handed += 1;
        yield item;
      }
    pending.expected = handed;
    this.conclude();
  }

  /** The file that a path names, or that holds the archive member that it names. */
  private pendingOf(path: string): Pending | undefined {
    const found = [...this.pending].find(([file]) => path === file || path.startsWith(`${file} > `));
    return found?.[1];
  }

  /** Remembers the files of which everything is decided. */
  private conclude(): void {
    for (const [path, { item, version, expected, decided, unselected, failure }] of this.pending) {
      if (expected === undefined || decided < expected) continue;
      this.pending.delete(path);
      const state = failure ? 'failed' : decided > 0 && unselected === decided ? 'left' : 'taken';
      this.counts[state] += 1;
      this.marks.push({ item, version, state, errorCode: failure?.code ?? '' });
    }
  }

  private async flush(): Promise<void> {
    const marks = this.marks;
    this.marks = [];
    if (marks.length > 0) await this.request.memory.items.record(marks);
  }

  private isKnown(mark: ItemMark | undefined, version: string): boolean {
    const { again = 'none' } = this.request;
    if (mark?.version !== version || again === 'all') return false;
    if (mark.state === 'taken') return true;
    return again === 'none' && !mayMend(mark.errorCode);
  }

  /** Holds what is asked for as well: when that changes, every file is looked at again. */
  private versionOf({ bytes, modifiedAt }: Found): string {
    return `${bytes} ${modifiedAt?.getTime()} ${JSON.stringify(this.request.selection)}`;
  }

  private refused(found: Found, error: SundialError): Collected {
    const deliveredAt = found.modifiedAt ?? this.options.clock();
    return refusal({ path: shownPath(found.path) }, { source: this.options.label, deliveredAt }, error);
  }
}

/** Whether size and time of a file are known, by which it is recognised. */
function isFile({ bytes }: Found): boolean {
  return bytes !== undefined;
}

/** Everything in the folder. @throws SundialError where it cannot be read, which must not look like an empty folder */
export async function* filesOf(folder: string): AsyncGenerator<Found> {
  const shown = shownPath(folder);
  const status = await stat(folder).catch((error) => Promise.reject(readingFailure(error, shown)));
  if (!status.isDirectory())
    throw new SundialError('file-unreadable', { file: shown, problem: 'it is not a folder' });
  yield* walk(folder, folder);
}
