// Reads the objects of a slice one by one, also over several requests.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { isWithinTlp, type Tlp } from '../../domain/tlp.js';
import { rowTlp, type StixObject, type StixOptions, StixReport } from '../../mapping/index.js';
import { StixReportEvents } from '../../query/index.js';
import type { RunOptions, ScopedStore } from '../../store/index.js';
import type { TaxiiCollection } from './collection.js';
import type { Entry, EntryReport } from './journal.js';

export interface ReaderOptions {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly stix: StixOptions;
  /** The highest marking of rows that some constituents may see; undefined = no limit. */
  readonly mostTlp: (constituents: readonly string[]) => Promise<Tlp | undefined>;
}

/** An object with its date. */
export interface DatedObject {
  readonly object: StixObject;
  /** Microseconds since 1970. */
  readonly date: number;
}

export class EntryReader {
  /** How many objects were taken. */
  taken = 0;
  readonly store: ScopedStore;
  private readonly run: { signal?: AbortSignal } = {};
  private readonly objects: AsyncGenerator<StixObject>;
  private waiting: StixObject | undefined;
  private isFailed = false;

  constructor(
    readonly entry: Entry,
    readonly collection: TaxiiCollection,
    options: ReaderOptions,
  ) {
    this.store = collection.store;
    this.objects = objectsOf(entry, collection, options, this.run);
  }

  /** Whether the reader can go on in another request. */
  get isUsable(): boolean {
    return !this.isFailed;
  }

  /** Reads on behalf of the request with this signal. */
  within(signal: AbortSignal): this {
    this.run.signal = signal;
    return this;
  }

  /**
   * The next object, which stays the next one until `take`; undefined after the last one.
   *
   * @throws SundialError `call-unavailable` if the slice changed meanwhile, and the store's errors
   */
  async next(): Promise<DatedObject | undefined> {
    this.waiting ??= await this.read();
    if (!this.waiting) return undefined;
    const { began, room } = this.entry;
    if (this.taken >= room) throw new Error(`no date is left for an object of ${this.entry.type}`);
    return { object: this.waiting, date: began + this.taken };
  }

  take(): void {
    this.waiting = undefined;
    this.taken += 1;
  }

  private async read(): Promise<StixObject | undefined> {
    try {
      const { value, done } = await this.objects.next();
      return done ? undefined : value;
    } catch (thrown) {
      this.isFailed = true;
      const isChanged = thrown instanceof SundialError && thrown.code === 'export-count-mismatch';
      throw isChanged ? new SundialError('call-unavailable') : thrown;
    }
  }
}

async function* objectsOf(
  entry: Entry,
  { store, constituents }: TaxiiCollection,
  options: ReaderOptions,
  run: RunOptions,
): AsyncGenerator<StixObject> {
  const { catalogue, clock, stix } = options;
  const most = await options.mostTlp(constituents);
  const { type, date } = entry;
  const events = new StixReportEvents(store, catalogue, clock, {}, run);
  for (const report of entry.reports) {
    const facts = {
      ...{ type, date, list: report.list, page: catalogue.find(type)?.link ?? '' },
      versionAt: new Date(report.version).toISOString(),
      earlierEvents: report.earlier,
    };
    yield* new StixReport(facts, stix, () => eventsOf(events, entry, report, most)).singly();
  }
}

async function* eventsOf(
  events: StixReportEvents,
  { type, date }: Entry,
  { list, events: number }: EntryReport,
  most: Tlp | undefined,
) {
  if (number === 0) return;
  for await (const some of events.of({ type, date, list, load: 0, events: number })) {
    // A report was replaced since its columns were read.
    if (some.some(({ columns }) => columns.length === 0)) throw new SundialError('call-unavailable');
    yield some.filter((event) => isWithinTlp(rowTlp(event), most));
  }
}
