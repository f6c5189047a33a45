// Keeps the journal of a collection up to date: compares what the collection shows with what the journal says.
import { createHash } from 'node:crypto';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { grouped } from '../../domain/grouped.js';
import type { OperatorStore, ScopedStore, VisibleSlice } from '../../store/index.js';
import type { TaxiiCollection } from './collection.js';
import { type Addition, firstDates, laterDates } from './dates.js';
import type { Entry, EntryReport, Journal } from './journal.js';

export interface UpkeepOptions {
  readonly journal: Journal;
  readonly operator: Pick<OperatorStore, 'ledger'>;
  readonly clock: Clock;
  /** Whether the store is known to lack data. */
  readonly isDamaged: () => boolean;
}

/** What was compared last. */
interface Compared {
  /** A hash over all slices that the collection shows. */
  readonly content: string;
  /** Another object after the holdings of a constituent have changed. */
  readonly store: ScopedStore;
  /** Microseconds since 1970. */
  readonly at: number;
  /** Slices whose loads were replaced by others with the same events. */
  readonly equal: ReadonlyMap<string, string>;
}

/** Reports of one day; a national day has some hundred. */
const REPORTS_OF_A_DAY = 100_000;

export class Upkeep {
  private readonly compared = new Map<string, Compared>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly started: number;

  constructor(private readonly options: UpkeepOptions) {
    this.started = options.clock().getTime() * 1000;
  }

  /**
   * Adds what changed since the last call to the journal.
   *
   * @throws SundialError `store-damaged`, because missing rows would look like withdrawn ones
   */
  async bringUpToDate(collection: TaxiiCollection): Promise<void> {
    if (this.options.isDamaged()) throw new SundialError('store-damaged', { problem: 'rows are missing' });
    const { name } = collection;
    const last = this.running.get(name) ?? Promise.resolve();
    const work = last.catch(() => {}).then(() => this.compare(collection));
    this.running.set(name, work);
    await work.finally(() => {
      if (this.running.get(name) === work) this.running.delete(name);
    });
  }

  private async compare(collection: TaxiiCollection): Promise<void> {
    const { journal, clock } = this.options;
    const { name, store } = collection;
    const known = this.compared.get(name);
    const at = clock().getTime() * 1000;
    // Only slices of which the ledger has a new row are read again.
    const slices = await store.slices.list();
    const content = createHash('sha256').update(JSON.stringify(slices)).digest('hex');
    if (known?.content === content && known.store === store) {
      this.compared.set(name, { ...known, at });
      return;
    }
    const entries = new Map((await journal.slices(name)).map((entry) => [nameOf(entry), entry]));
    const equal = new Map(known?.equal);
    const suspects = slices.filter((slice) => differs(slice, entries.get(nameOf(slice)), equal));
    const additions = await this.described(suspects, { store, entries, equal, at });
    const present = new Set(slices.map(nameOf));
    for (const entry of entries.values())
      if (entry.events > 0 && !present.has(nameOf(entry))) additions.push(await this.gone(entry, at));
    const dated =
      entries.size === 0
        ? firstDates(additions)
        : laterDates(additions, known?.at ?? this.started, await journal.end(name));
    await journal.add(name, dated);
    this.compared.set(name, { content, store, at, equal });
  }

  /** The slices that are new, or whose events or identifiers changed, day by day. */
  private async described(suspects: readonly VisibleSlice[], against: Against): Promise<Addition[]> {
    const additions: Addition[] = [];
    const days = grouped(suspects, ({ date }) => date);
    for (const [date, slices] of days) {
      const types = slices.map(({ type }) => type);
      const shown = await against.store.reports.list({ types, from: date, to: date }, REPORTS_OF_A_DAY);
      const loads = shown.map(({ load }) => load);
      const rows = loads.length === 0 ? [] : await this.options.operator.ledger.find({ loads });
      const times = new Map(rows.map((row) => [row.load, row]));
      for (const slice of slices) {
        const reports = shown
          .filter(({ report_type }) => report_type === slice.type)
          .map(({ list, load, events }) => ({
            ...{ list, events },
            loadedAt: times.get(load)!.changed_at,
            versionAt: times.get(load)!.published_at || times.get(load)!.changed_at,
          }));
        const addition = additionOf(slice, reports, against);
        if (addition) additions.push(addition);
        else against.equal.set(nameOf(slice), slice.loads.join(' '));
      }
    }
    return additions;
  }

  /** A slice that the collection shows no longer: withdrawn, or removed by retention, which withdraws nothing. */
  private async gone(entry: Entry, at: number): Promise<Addition> {
    const { type, date } = entry;
    const live = await this.options.operator.ledger.find({
      ...{ types: [type], from: date, to: date, states: ['live'] },
    });
    const isRemoved = live.some(({ events_state }) => events_state !== 'kept');
    const reports = isRemoved ? [] : entry.reports.map((report) => withdrawn(report, at));
    return { type, date, events: 0, sum: '', loads: [], reports, at };
  }
}

/** What slices are compared with. */
interface Against {
  readonly store: ScopedStore;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Slices whose loads are others than in the journal, with the same events. */
  readonly equal: Map<string, string>;
  /** Microseconds since 1970. */
  readonly at: number;
}

interface ShownReport extends Pick<EntryReport, 'list' | 'events'> {
  /** Unix seconds. */
  readonly loadedAt: number;
  readonly versionAt: number;
}

const nameOf = ({ type, date }: Pick<Entry, 'type' | 'date'>): string => `${date} ${type}`;

/** Whether a slice may have changed. */
function differs(slice: VisibleSlice, entry: Entry | undefined, equal: ReadonlyMap<string, string>): boolean {
  if (entry?.sum !== slice.sum || entry.events !== slice.events) return true;
  const loads = slice.loads.join(' ');
  return entry.loads.join(' ') !== loads && equal.get(nameOf(slice)) !== loads;
}

/** Undefined if other loads have the same events under the same identifiers, such as after a replay. */
function additionOf(
  { type, date, events, sum, loads }: VisibleSlice,
  shown: readonly ShownReport[],
  { entries, at }: Against,
): Addition | undefined {
  const entry = entries.get(nameOf({ type, date }));
  const earlier = new Map(entry?.reports.map((report) => [report.list, report]));
  const byList = grouped(shown, ({ list }) => list);
  const isSame =
    entry?.sum === sum &&
    entry.reports.filter((report) => report.events > 0).length === byList.size &&
    [...byList].every(([list, reports]) => earlier.get(list)?.events === eventsOf(reports));
  if (isSame) return undefined;
  const current = [...byList].map(([list, reports]): EntryReport => {
    const before = earlier.get(list);
    const version = Math.max(...reports.map(({ versionAt }) => versionAt)) * 1000;
    return {
      ...{ list, events: eventsOf(reports), earlier: before?.events ?? 0 },
      version: version > (before?.version ?? 0) ? version : nextVersion(before, at),
    };
  });
  const gone = [...earlier.values()].filter(({ list, events: had }) => had > 0 && !byList.has(list));
  const reports = [...current, ...gone.map((report) => withdrawn(report, at))];
  const loadedAt = Math.max(...shown.map((report) => report.loadedAt)) * 1_000_000;
  return { type, date, events, sum, loads, reports: reports.toSorted(byName), at: loadedAt };
}

const eventsOf = (reports: readonly ShownReport[]): number =>
  reports.reduce((sum, { events }) => sum + events, 0);
const byName = (one: EntryReport, other: EntryReport): number => (one.list < other.list ? -1 : 1);

function withdrawn(report: EntryReport, at: number): EntryReport {
  const { list, events, earlier } = report;
  return { list, events: 0, earlier: events > 0 ? events : earlier, version: nextVersion(report, at) };
}

/**
 * The time of a version whose content is newer than another's, though not by the publisher's time: after a withdrawal, or a
 * change of holdings. @param at microseconds since 1970
 */
function nextVersion(before: EntryReport | undefined, at: number): number {
  return Math.max(Math.floor(at / 1000), (before?.version ?? 0) + 1);
}
