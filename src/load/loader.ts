// Loads archived reports into the store, in batches: read, store, decide what counts, and flip with one ledger write.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../catalogue/index.js';
import { type Clock, unixSeconds } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';
import { isOfSha256 } from '../domain/row-digest.js';
import type { OriginalJob, Reader, ReadOutcome, Segment } from '../read/index.js';
import {
  type Enrichment,
  type LedgerEntry,
  type LedgerRow,
  type Slice,
  type Store,
  sliceName,
} from '../store/index.js';
import {
  entryOf,
  entryOfDead,
  entryOfSame,
  hasSameRows,
  isReplay,
  isReport,
  type LoadedReport,
  type LoadRequest,
  type PendingLoad,
  slicesOf,
  slicesOfRows,
} from './pending-load.js';

export interface LoaderOptions {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** Adds what enrichers know to events; omitted = nothing is added. */
  readonly enrichment?: Pick<Enrichment, 'enriched'>;
  /** Folder for segment files; emptied at start. */
  readonly segmentFolder: string;
  /** Starts the thread that reads originals into that folder; the loader stops the thread. */
  readonly startReader: () => Reader;
  /** Called with the number of bytes read of the current report. */
  readonly progress?: (bytes: number) => void;
}

type Counts = Awaited<ReturnType<Store['events']['count']>>;

/** Loads that one ledger write makes visible or retires. */
interface Flip {
  readonly pending: readonly PendingLoad[];
  /** Those of `pending` that have the same rows as the live version. */
  readonly same: readonly PendingLoad[];
  readonly copies: readonly LedgerEntry[];
  /** How many rows of each load count; undefined if all of them count. */
  readonly counts: Counts | undefined;
  readonly retired: readonly LedgerEntry[];
}

/** The table of each kind of segment. */
const TABLES = { events: 'event_rows', quarantine: 'quarantine_rows', texts: 'text_lists' } as const;

export class Loader {
  private readonly reader: Reader;

  constructor(private readonly options: LoaderOptions) {
    const { segmentFolder, startReader } = options;
    rmSync(segmentFolder, { recursive: true, force: true });
    mkdirSync(segmentFolder, { recursive: true, mode: 0o700 });
    this.reader = startReader();
  }

  async close(): Promise<void> {
    await this.reader.close();
    rmSync(this.options.segmentFolder, { recursive: true, force: true });
  }

  /**
   * Loads a batch of reports, each (list, type, date) at most once. Returns when they are live.
   *
   * @param beforeFlip called when everything is stored but nothing is visible yet
   * @throws SundialError `load-count-mismatch`, `disk-full` and the store's errors; nothing of the batch is visible then
   */
  async load(
    requests: readonly LoadRequest[],
    beforeFlip: (loaded: readonly LoadedReport[]) => Promise<void> = async () => {},
  ): Promise<LoadedReport[]> {
    if (requests.length === 0) return [];
    try {
      return await this.options.store.withoutMerges(() => this.makeLive(requests, beforeFlip));
    } catch (thrown) {
      if (!isDiskFull(thrown)) throw thrown;
      const folder = path.dirname(this.options.segmentFolder);
      throw new SundialError('disk-full', { file: requests[0]!.path, folder }, { cause: thrown });
    }
  }

  /**
   * Retires live loads that other live loads replace. Rows that counted only in the retired loads count in the others.
   *
   * @param successors the live load that replaces each retired load
   */
  async retire(successors: ReadonlyMap<number, number>): Promise<void> {
    const { store } = this.options;
    const slices = slicesOfRows(await store.ledger.liveOf([...successors.keys()]));
    const live = (await store.ledger.ofSlices(slices)).filter((row) => row.state === 'live');
    const going = live.filter((row) => successors.has(row.load));
    if (going.length === 0) return;
    await store.withoutMerges(async () => {
      const copies = await this.rebuild(going, live);
      const copyOf = new Map(copies.map((copy) => [copy.successor, copy.load]));
      const staying = live.filter(({ load }) => !successors.has(load) && !copyOf.has(load));
      const counts = await this.decideCounted(copies, staying, slices);
      const retired = going.map((row) => {
        const successor = successors.get(row.load)!;
        return entryOfDead(row, copyOf.get(successor) ?? successor, this.now());
      });
      await this.flip({ pending: [], same: [], copies, counts, retired }, async () => {});
    });
  }

  private async makeLive(
    requests: readonly LoadRequest[],
    beforeFlip: (loaded: readonly LoadedReport[]) => Promise<void>,
  ): Promise<LoadedReport[]> {
    const { ledger } = this.options.store;
    const slices = slicesOf(requests);
    const known = (await ledger.ofSlices(slices)).filter((row) => row.state === 'live');
    const pending = await this.start(requests, known);
    await this.read(pending);
    const same = pending.filter((each) => hasSameRows(each) && !isReplay(each));
    const fresh = pending.filter((each) => !same.includes(each));
    const times = new Map(same.map(({ superseded, request }) => [superseded!.load, request.publishedAt]));
    const live = await ledger.learnTimes(known, times);
    const copies = await this.rebuild(
      fresh.flatMap(({ superseded }) => superseded ?? []),
      live,
    );
    const leaving = new Set([
      ...fresh.flatMap(({ superseded }) => superseded?.load ?? []),
      ...copies.map((copy) => copy.successor),
    ]);
    const staying = live.filter(({ load }) => !leaving.has(load));
    const counted = fresh.map((each) => ({
      ...this.entry(each, 'live'),
      keepsTexts: each.result!.untyped > 0,
    }));
    const entries = [...counted, ...copies];
    const counts = await this.decideCounted(entries, staying, slices);
    return this.flip({ pending, same, copies, counts, retired: [] }, beforeFlip);
  }

  /**
   * Decides which events of complete, invisible loads count beside those of `staying` loads, and counts them by value.
   *
   * @returns how many rows of each load count; undefined if all of them count
   */
  private async decideCounted(
    entries: Parameters<Store['counts']['make']>[0],
    staying: readonly LedgerRow[],
    slices: readonly Slice[],
  ): Promise<Counts | undefined> {
    if (entries.length === 0) return undefined;
    const { events, counts } = this.options.store;
    const loads = entries.map(({ load }) => load);
    const allCount = await events.markFirst(
      loads,
      staying.map(({ load }) => load),
      slices,
    );
    await counts.make(entries);
    return allCount ? undefined : events.count(loads, slices);
  }

  /** Registers each request under a new load id, so that a kill leaves no unknown rows behind. */
  private async start(requests: readonly LoadRequest[], live: readonly LedgerRow[]): Promise<PendingLoad[]> {
    const { ledger } = this.options.store;
    const { load: first, seq } = await ledger.next();
    const pending = requests.map((request, index) => ({
      request,
      load: first + index,
      superseded: live.find((row) => isReport(row, request.report)),
    }));
    await ledger.write(
      pending.map((each) => this.entry(each, 'started')),
      seq,
    );
    return pending;
  }

  /** Reads all reports into the store's raw tables and checks that every row arrived; otherwise no row stays. */
  private async read(pending: readonly PendingLoad[]): Promise<void> {
    const { store, catalogue, progress } = this.options;
    const dates = [...new Set(pending.map(({ request }) => request.report.date))];
    const outcomes = await this.reader.read(readableJobs(pending, catalogue), {
      takeSegment: (segment) => this.takeSegment(segment, dates),
      ...(progress && { progress }),
    });
    const stored = await store.events.count(
      pending.map(({ load }) => load),
      slicesOf(pending.map(({ request }) => request)),
    );
    try {
      await this.checkRead(pending, outcomes, stored);
      await store.leases.assign(
        pending.map(({ load }) => load),
        dates,
      );
    } catch (thrown) {
      await this.drop(pending);
      throw thrown;
    }
  }

  /** @throws SundialError why one of the reports could not be received or read */
  private async checkRead(
    pending: readonly PendingLoad[],
    outcomes: ReadonlyMap<number, ReadOutcome>,
    stored: Counts,
  ): Promise<void> {
    for (const each of pending) {
      // Before the reader's outcome, because an original that did not arrive is the reason for a failed reading.
      each.request = await arrived(each.request);
      const outcome = outcomes.get(each.load)!;
      if ('error' in outcome) throw outcome.error;
      const rows = stored.get(each.load)?.rows ?? 0;
      if (rows !== outcome.encoded) {
        throw new SundialError('load-count-mismatch', {
          file: each.request.path,
          stored: rows,
          read: outcome.encoded,
        });
      }
      each.result = outcome;
    }
  }

  /** @param dates the report dates of the batch */
  private async takeSegment(segment: Segment, dates: readonly string[]): Promise<void> {
    const { store, enrichment } = this.options;
    const isEnriched = enrichment && segment.table === 'events';
    const rows = isEnriched ? await enrichment.enriched(segment, { dates, at: this.now() }) : segment;
    await store.load(TABLES[segment.table], rows);
    rmSync(segment.file);
  }

  /**
   * After a report is superseded, copies of its rows in another list may have to count. Loads with such rows are copied
   * under a new id, because visible rows never change (decisions.md#visible-rows).
   */
  private async rebuild(going: readonly LedgerRow[], live: readonly LedgerRow[]): Promise<LedgerEntry[]> {
    const { ledger, events } = this.options.store;
    const slices = new Set(going.map(sliceName));
    const leaving = new Set(going.map(({ load }) => load));
    const affected = live.filter(
      (row) =>
        slices.has(sliceName(row)) &&
        !leaving.has(row.load) &&
        row.duplicate > 0 &&
        // Events that retention removed cannot be copied; the ledger and the findings keep their records.
        row.events_state === 'kept',
    );
    if (affected.length === 0) return [];
    const { load: first, seq } = await ledger.next();
    // Until the flip, `successor` of the copy names the load that it replaces; the flip reverses this.
    const copies = affected.map(({ seq: _, ...row }, index) => ({
      ...row,
      load: first + index,
      successor: row.load,
    }));
    await ledger.write(
      copies.map((copy) => ({ ...copy, state: 'started' as const, successor: 0 })),
      seq,
    );
    for (const copy of copies) await events.copy(copy.successor, copy.load, copy);
    return copies;
  }

  /** Makes everything visible in one ledger write, then updates findings and removes invisible rows. */
  private async flip(
    { pending, same, copies, counts, retired }: Flip,
    beforeFlip: (loaded: readonly LoadedReport[]) => Promise<void>,
  ): Promise<LoadedReport[]> {
    const { ledger, followFlip } = this.options.store;
    const counted = (entry: LedgerEntry): LedgerEntry => {
      const encoded = entry.rows - entry.quarantined;
      const accepted = counts ? (counts.get(entry.load)?.first ?? 0) : encoded;
      return { ...entry, accepted, duplicate: encoded - accepted };
    };
    const loaded = pending.map((each): LoadedReport => {
      const isSame = same.includes(each);
      const entry = isSame ? entryOfSame(each) : counted(this.entry(each, 'live'));
      return { request: each.request, entry, superseded: each.superseded, same: isSame };
    });
    await beforeFlip(loaded);
    const changedAt = this.now();
    const entries = [
      ...retired,
      ...loaded
        .filter((report) => !report.same)
        .flatMap(({ entry, superseded }) => [
          entry,
          ...(superseded ? [entryOfDead(superseded, entry.load, changedAt)] : []),
        ]),
      ...copies.flatMap((copy) => {
        const { successor: replaced, ...rest } = copy;
        return [
          counted({ ...rest, state: 'live', successor: 0, changed_at: changedAt }),
          entryOfDead({ ...copy, load: replaced }, copy.load, changedAt),
        ];
      }),
    ];
    if (entries.length > 0) await ledger.write(entries);
    await this.drop(same);
    if (entries.length > 0) await followFlip(entries);
    return loaded;
  }

  private entry(pending: PendingLoad, state: LedgerEntry['state']): LedgerEntry {
    return entryOf(pending, state, this.options.catalogue, this.now());
  }

  /** Unix seconds. */
  private now(): number {
    return unixSeconds(this.options.clock());
  }

  /** Removes loads that were never visible, because the store has their rows already or they could not be read. */
  private async drop(pending: readonly PendingLoad[]): Promise<void> {
    const loads = pending.map(({ load }) => load);
    await this.options.store.events.remove(loads);
    await this.options.store.ledger.forget(loads);
  }
}

/** The jobs of a batch, as soon as their originals can be read. @throws errors of making the originals durable */
async function* readableJobs(
  pending: readonly PendingLoad[],
  catalogue: Catalogue,
): AsyncGenerator<OriginalJob> {
  const isHere = ({ request }: PendingLoad) => request.content !== undefined || !request.inArchive;
  for (const each of pending.filter(isHere)) yield jobOf(each, catalogue);
  for (const each of pending.filter((load) => !isHere(load))) {
    await each.request.inArchive;
    yield jobOf(each, catalogue);
  }
}

function jobOf({ request, load, superseded }: PendingLoad, catalogue: Catalogue): OriginalJob {
  const { path: file, report, sha256, content, arriving } = request;
  const { severity, subject, cveColumns, columns } = catalogue.describe(report.type);
  const facts = { severity, subject, cveColumns, columns };
  const withEarlierDigest = isOfSha256(superseded?.digest ?? '');
  return { load, path: file, report, sha256, content, relay: arriving?.relay, facts, withEarlierDigest };
}

/** The request with the facts about its original once the original has arrived. @throws errors of receiving the original */
async function arrived({ arriving, ...request }: LoadRequest): Promise<LoadRequest> {
  return arriving ? { ...request, ...(await arriving.stored) } : request;
}

/** Whether the disk was full for the reader's segments or for the engine, whose errors say so only in their text. */
function isDiskFull(thrown: unknown): boolean {
  const { code, message } = thrown as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device|NOT_ENOUGH_SPACE/i.test(message);
}
