// Loads archived reports into the store, in batches: read, store, decide what counts, and flip with one ledger write.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Catalogue, findingKeyOf } from '../catalogue/index.js';
import { type Clock, unixSeconds } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';
import type { ReportIdentity } from '../domain/report.js';
import type { Reader, ReadResult, Segment } from '../read/index.js';
import { type LedgerEntry, type LedgerRow, type Slice, type Store, sliceName } from '../store/index.js';
import { shrankSharply } from './shrunk.js';

/** A report whose content is in the archive and is to become the live version. */
export interface LoadRequest {
  readonly path: string;
  readonly report: ReportIdentity;
  readonly sha256: string;
  readonly bytes: number;
  /** Unix seconds, 0 = unknown. */
  readonly publishedAt: number;
}

/** A request that was carried out. `entry` is its ledger row; `same` = the live version has equal rows. */
export interface LoadedReport {
  readonly request: LoadRequest;
  readonly entry: LedgerEntry;
  readonly superseded: LedgerRow | undefined;
  readonly same: boolean;
}

export interface LoaderOptions {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** Folder for segment files; emptied at start. */
  readonly segmentFolder: string;
  /** Starts the thread that reads originals into that folder; the loader ends it. */
  readonly startReader: () => Reader;
  /** Told how far the report at hand has been read. */
  readonly progress?: (bytes: number) => void;
}

/** A load in the making. */
interface Making {
  readonly request: LoadRequest;
  readonly load: number;
  readonly superseded: LedgerRow | undefined;
  result?: ReadResult;
}

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
   * Loads a batch of reports, each (list, type, date) at most once in it. Returns when they are live.
   *
   * @param beforeFlip called when everything is stored but nothing is visible yet
   * @throws SundialError `load-count-mismatch`, `disk-full` and the store's errors; then nothing of it is visible
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
   * Takes live loads out of use whose place others hold. Rows that only they counted come to count in the others.
   *
   * @param successors the live load that stands for each of them from now on
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
      if (copies.length > 0)
        await store.events.markFirst(
          copies.map(({ load }) => load),
          staying.map(({ load }) => load),
          slices,
        );
      const retired = going.map((row) => {
        const successor = successors.get(row.load)!;
        return this.dying(row, copyOf.get(successor) ?? successor);
      });
      await this.flip([], [], copies, slices, async () => {}, retired);
    });
  }

  private async makeLive(
    requests: readonly LoadRequest[],
    beforeFlip: (loaded: readonly LoadedReport[]) => Promise<void>,
  ): Promise<LoadedReport[]> {
    const { ledger, events } = this.options.store;
    const slices = slicesOf(requests);
    const known = (await ledger.ofSlices(slices)).filter((row) => row.state === 'live');
    const makings = await this.start(requests, known);
    await this.read(makings);
    const same = makings.filter(
      (making) => making.superseded?.digest === making.result!.digest && !isReplay(making),
    );
    const fresh = makings.filter((making) => !same.includes(making));
    const times = new Map(same.map(({ superseded, request }) => [superseded!.load, request.publishedAt]));
    const live = await ledger.learnTimes(known, times);
    const copies = await this.rebuild(
      fresh.flatMap(({ superseded }) => superseded ?? []),
      live,
    );
    const loads = [...fresh, ...copies].map(({ load }) => load);
    const leaving = new Set([
      ...fresh.flatMap(({ superseded }) => superseded?.load ?? []),
      ...copies.map((copy) => copy.successor),
    ]);
    if (loads.length > 0) {
      const standing = live.map((row) => row.load).filter((load) => !leaving.has(load));
      await events.markFirst(loads, standing, slices);
    }
    return this.flip(makings, same, copies, slices, beforeFlip);
  }

  /** Gives each request a load id and registers it, so that a kill leaves nothing unknown behind. */
  private async start(requests: readonly LoadRequest[], live: readonly LedgerRow[]): Promise<Making[]> {
    const { ledger } = this.options.store;
    const { load: first } = await ledger.next();
    const makings = requests.map((request, index) => ({
      request,
      load: first + index,
      superseded: live.find((row) => isReport(row, request.report)),
    }));
    await ledger.write(makings.map((making) => this.entry(making, 'started')));
    return makings;
  }

  /** Reads all reports into the store's raw tables and checks that every row arrived. */
  private async read(makings: readonly Making[]): Promise<void> {
    const { store, catalogue, progress } = this.options;
    const jobs = makings.map(({ request, load }) => {
      const { severity, subject, cveColumns, columns } = catalogue.describe(request.report.type);
      return { load, ...request, facts: { severity, subject, cveColumns, columns } };
    });
    const outcomes = await this.reader.read(jobs, {
      takeSegment: (segment) => this.takeSegment(segment),
      ...(progress && { progress }),
    });
    const stored = await store.events.count(
      makings.map(({ load }) => load),
      slicesOf(makings.map(({ request }) => request)),
    );
    for (const making of makings) {
      const outcome = outcomes.get(making.load)!;
      if ('error' in outcome) throw outcome.error;
      const rows = stored.get(making.load)?.rows ?? 0;
      if (rows !== outcome.encoded) {
        throw new SundialError('load-count-mismatch', {
          file: making.request.path,
          stored: rows,
          read: outcome.encoded,
        });
      }
      making.result = outcome;
    }
  }

  private async takeSegment(segment: Segment): Promise<void> {
    const table = segment.table === 'events' ? 'event_rows' : 'quarantine_rows';
    await this.options.store.load(table, segment);
    rmSync(segment.file);
  }

  /**
   * Where a report is superseded, rows that another list carries may have to count now. Loads that hold such rows
   * are copied under a new id, because nothing visible is ever changed (DECISIONS A1).
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
        // What retention removed cannot be copied; the ledger and the findings keep what was known of it.
        row.events_state === 'kept',
    );
    if (affected.length === 0) return [];
    const { load: first } = await ledger.next();
    // `successor` names the load that is being replaced until the flip turns it round.
    const copies = affected.map(({ seq: _, ...row }, index) => ({
      ...row,
      load: first + index,
      successor: row.load,
    }));
    await ledger.write(copies.map((copy) => ({ ...copy, state: 'started' as const, successor: 0 })));
    for (const copy of copies) await events.copy(copy.successor, copy.load, copy);
    return copies;
  }

  /** Makes everything visible in one ledger write, then brings findings up to date and removes what nobody can see. */
  private async flip(
    makings: readonly Making[],
    same: readonly Making[],
    copies: readonly LedgerEntry[],
    slices: readonly Slice[],
    beforeFlip: (loaded: readonly LoadedReport[]) => Promise<void>,
    retired: readonly LedgerEntry[] = [],
  ): Promise<LoadedReport[]> {
    const { ledger, events } = this.options.store;
    const counts = await events.count(
      [...makings, ...copies].map(({ load }) => load),
      slices,
    );
    const counted = (entry: LedgerEntry): LedgerEntry => {
      const accepted = counts.get(entry.load)?.first ?? 0;
      return { ...entry, accepted, duplicate: entry.rows - entry.quarantined - accepted };
    };
    const loaded = makings.map((making): LoadedReport => {
      const isSame = same.includes(making);
      const entry = isSame ? this.asKnown(making) : counted(this.entry(making, 'live'));
      return { request: making.request, entry, superseded: making.superseded, same: isSame };
    });
    await beforeFlip(loaded);
    const changedAt = unixSeconds(this.options.clock());
    const entries = [
      ...retired,
      ...loaded
        .filter((report) => !report.same)
        .flatMap(({ entry, superseded }) => [
          entry,
          ...(superseded ? [this.dying(superseded, entry.load)] : []),
        ]),
      ...copies.flatMap((copy) => {
        const { successor: replaced, ...rest } = copy;
        return [
          counted({ ...rest, state: 'live', successor: 0, changed_at: changedAt }),
          this.dying({ ...copy, load: replaced }, copy.load),
        ];
      }),
    ];
    if (entries.length > 0) await ledger.write(entries);
    await this.drop(same);
    if (entries.length > 0) await this.options.store.followFlip();
    return loaded;
  }

  private dying(row: LedgerRow | LedgerEntry, successor: number): LedgerEntry {
    const { seq: _, ...entry } = row as LedgerRow;
    return { ...entry, state: 'dead', successor, changed_at: unixSeconds(this.options.clock()) };
  }

  /** Removes loads whose rows the store has already; they were never visible. */
  private async drop(same: readonly Making[]): Promise<void> {
    const loads = same.map(({ load }) => load);
    await this.options.store.events.remove(loads);
    await this.options.store.ledger.forget(loads);
  }

  private entry({ request, load, superseded, result }: Making, state: LedgerEntry['state']): LedgerEntry {
    const shrunk = result && superseded && shrankSharply(result.rows, superseded.rows);
    return {
      load,
      state,
      report_type: request.report.type,
      report_date: request.report.date,
      list: request.report.list,
      sha256: request.sha256,
      digest: result?.digest ?? '',
      bytes: request.bytes,
      rows: result?.rows ?? 0,
      accepted: 0,
      duplicate: 0,
      quarantined: result?.quarantined ?? 0,
      unparsed: result?.unparsed ?? 0,
      header: result?.header ?? [],
      slots: result?.slots ?? [],
      published_at: request.publishedAt,
      changed_at: unixSeconds(this.options.clock()),
      successor: 0,
      flags: shrunk ? ['shrunk'] : [],
      finding_key: findingKeyOf(this.options.catalogue.describe(request.report.type), result?.header ?? []),
      events_state: 'kept',
      original_state: 'kept',
    };
  }

  /** The ledger's words for a file whose rows are all there: they are duplicates of the live version's. */
  private asKnown({ superseded }: Making): LedgerEntry {
    const { seq: _, ...row } = superseded!;
    return { ...row, accepted: 0, duplicate: row.rows, quarantined: 0 };
  }
}

/** A replay loads the content that is live already, and means it. */
function isReplay({ request, superseded }: Making): boolean {
  return superseded?.sha256 === request.sha256;
}

/** Whether the disk was full for the reader's segments or for the engine, which says it in words only. */
function isDiskFull(thrown: unknown): boolean {
  const { code, message } = thrown as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device|NOT_ENOUGH_SPACE/i.test(message);
}

function isReport(row: LedgerRow, report: ReportIdentity): boolean {
  return row.list === report.list && row.report_type === report.type && row.report_date === report.date;
}

function slicesOf(requests: readonly LoadRequest[]): Slice[] {
  return slicesOfRows(requests.map(({ report }) => ({ report_type: report.type, report_date: report.date })));
}

function slicesOfRows(rows: readonly Slice[]): Slice[] {
  const slices = rows.map(({ report_type, report_date }) => ({ report_type, report_date }));
  return [...new Map(slices.map((slice) => [sliceName(slice), slice])).values()];
}
