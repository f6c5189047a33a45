// Tracks the items of one reading, such as files: whether they are known, their content, and their memory.
import type { Collected } from '../domain/delivery.js';
import { mayMend, type SundialError } from '../domain/errors.js';
import type { ItemMark } from './memory.js';
import type { DeliveryResult, ReadRequest } from './source.js';

/** One item of a source: a report file or an archive of several. */
export interface Item {
  /** The source's own stable name of the item. */
  readonly item: string;
  /** Changes when the content may have changed, such as size and time; empty if the source cannot tell. */
  readonly version: string;
  /** The displayed name of its deliveries; members of an archive follow after ` > `. */
  readonly path: string;
}

/** An item with undecided deliveries. */
interface Pending {
  readonly item: string;
  readonly version: string;
  /** Undefined until its whole content has been handed over. */
  expected: number | undefined;
  decided: number;
  unselected: number;
  failure: SundialError | undefined;
}

/** Marks of one record. */
const RECORDED_TOGETHER = 200;

/**
 * A reading requests the content of each item, passes on results, and finishes. An item is remembered only when its
 * whole content is decided, so a reading that is killed loses nothing.
 */
export class Items {
  /** The number of known items, and the outcomes of the others. */
  readonly counts = { known: 0, taken: 0, left: 0, failed: 0 };
  /** Items in progress, by the displayed name of their deliveries. */
  private readonly pending = new Map<string, Pending>();
  private known: ReadonlyMap<string, ItemMark> | undefined;
  private marks: ItemMark[] = [];

  constructor(private readonly request: Pick<ReadRequest, 'memory' | 'selection' | 'again'>) {}

  /** Hands over the content of an item that is new, changed, or requested again. `open` is called at most once. */
  async *take(given: Item, open: () => AsyncIterable<Collected>): AsyncGenerator<Collected> {
    this.known ??= await this.request.memory.items.known();
    const { item, path } = given;
    const version = this.versionOf(given);
    if (given.version !== '' && this.isKnown(this.known.get(item), version)) {
      this.counts.known += 1;
      return;
    }
    const pending: Pending = {
      ...{ item, version, expected: undefined },
      ...{ decided: 0, unselected: 0, failure: undefined },
    };
    this.pending.set(path, pending);
    let handed = 0;
    for await (const each of open()) {
      handed += 1;
      yield each;
    }
    pending.expected = handed;
    this.conclude();
    if (this.marks.length >= RECORDED_TOGETHER) await this.record();
  }

  /** Records the outcome of a delivery or refusal; outcomes of other paths are ignored. */
  decided({ path, outcome, error }: DeliveryResult): void {
    const pending = this.pendingOf(path);
    if (!pending) return;
    pending.decided += 1;
    if (outcome === 'unselected') pending.unselected += 1;
    pending.failure ??= error;
    this.conclude();
  }

  /** Remembers the decided items. */
  async finish(): Promise<void> {
    this.conclude();
    await this.record();
  }

  /** The item with this path, or the archive item that contains the member with this path. */
  private pendingOf(path: string): Pending | undefined {
    const found = [...this.pending].find(([item]) => path === item || path.startsWith(`${item} > `));
    return found?.[1];
  }

  private conclude(): void {
    for (const [path, { item, version, expected, decided, unselected, failure }] of this.pending) {
      if (expected === undefined || decided < expected) continue;
      this.pending.delete(path);
      const state = failure ? 'failed' : decided > 0 && unselected === decided ? 'left' : 'taken';
      this.counts[state] += 1;
      this.marks.push({ item, version, state, errorCode: failure?.code ?? '' });
    }
  }

  private async record(): Promise<void> {
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

  /** Includes the selection of reports: when the selection changes, every item is read again. */
  private versionOf({ version }: Item): string {
    return `${version} ${JSON.stringify(this.request.selection)}`;
  }
}
