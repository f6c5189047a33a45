// Fetches reports through the Reports API: lists, downloads what is not archived, loads it, and checks the counts.
import path from 'node:path';
import {
  collectApi,
  type Listing,
  listedReport,
  listingPath,
  type ReportsApi,
  type Validators,
} from '../../collect/index.js';
import { type Clock, unixSeconds } from '../../domain/clock.js';
import type { Collected } from '../../domain/delivery.js';
import { asSundialError, errorClass, SundialError } from '../../domain/errors.js';
import type { DayRead, ListingRow, RowDifference, StatedRows } from '../../store/index.js';
import type { FileOutcome } from '../ingest/outcome.js';
import { type TakenIn, takeIn, type Watch } from '../ingest/take-in.js';
import type { Workspace } from '../workspace.js';
import { dateOf, isSettled } from './days.js';
import { type Listed, newRow, planDay, remembered } from './plan.js';
import { readStatements } from './statements.js';

export interface FetchRequest {
  /** Report dates, oldest first. */
  readonly dates: readonly string[];
  /** None named = all. */
  readonly lists: readonly string[];
  readonly types: readonly string[];
  readonly excluded: readonly string[];
  /** A person asked: what failed is tried again at once. */
  readonly impatient: boolean;
  /** What is known is compared with the server's, however old it is. */
  readonly thorough: boolean;
}

/** Told how a fetch goes on. */
export interface FetchWatch extends Watch {
  /** A day was listed. */
  listed(date: string, reports: number, toFetch: number): void;
}

export interface FetchOptions {
  /** What the audit log calls it; `fetch` where nothing else is said. */
  readonly command?: string;
  readonly api: ReportsApi;
  readonly clock: Clock;
  readonly watch: FetchWatch;
  readonly signal: AbortSignal;
}

/** What a fetch came to. */
export interface Fetched extends TakenIn {
  readonly listed: number;
  /** Loaded for the first time. */
  readonly new: number;
  /** Not downloaded, because the store has them. */
  readonly known: number;
  /** Took the place of an earlier version. */
  readonly reissued: number;
  /** Came with a header and no rows. */
  readonly empty: number;
  readonly failed: number;
  /** Failed in an earlier run, and it is too early to try again. */
  readonly waiting: number;
  /** Days that could not be listed. */
  readonly unreadDays: readonly string[];
  readonly differences: readonly RowDifference[];
}

/** What the audit log calls a fetch. */
export const FETCH_RUN = 'fetch';
/** And the fetch of the pipeline's very first cycle. */
export const BACKFILL_RUN = 'backfill';

/** Differences that a person is shown; more are counted by the metrics. */
const DIFFERENCES = 100;

/** Fetches the days of a request. @throws SundialError what stops everything, such as a full disk */
export async function fetchReports(
  workspace: Workspace,
  request: FetchRequest,
  options: FetchOptions,
): Promise<Fetched> {
  return new Fetch(workspace, request, options).run();
}

class Fetch {
  private readonly counts = { listed: 0, known: 0, waiting: 0, new: 0, reissued: 0, empty: 0, failed: 0 };
  private readonly unreadDays: string[] = [];
  /** What is being downloaded, by the path that its outcome will name. */
  private readonly underway = new Map<string, Listed>();
  private readonly validators = new Map<Listing, Validators>();
  private changed: ListingRow[] = [];
  /** Noted when all is loaded: a kill before that must not leave a day closed whose reports never came. */
  private reads: DayRead[] = [];
  private subscribed: readonly string[] = [];
  private stated: readonly StatedRows[] = [];

  constructor(
    private readonly workspace: Workspace,
    private readonly request: FetchRequest,
    private readonly options: FetchOptions,
  ) {}

  async run(): Promise<Fetched> {
    const { command = FETCH_RUN, clock, watch } = this.options;
    const taken = await takeIn(this.workspace, this.collected(), {
      command,
      clock,
      watch: {
        archived: (name, bytes) => watch.archived(name, bytes),
        read: (bytes) => watch.read(bytes),
        decided: (outcome) => {
          this.decided(outcome);
          watch.decided(outcome);
        },
      },
      hasFailed: () => this.unreadDays.length > 0 && this.unreadDays.length === this.request.dates.length,
    });
    await this.flush();
    await this.workspace.store.listings.noteReads(this.reads);
    const { dates } = this.request;
    const differences =
      dates.length > 0
        ? await this.workspace.store.statedRows.differences(dates[0]!, dates.at(-1)!, DIFFERENCES)
        : [];
    return { ...taken, ...this.counts, unreadDays: this.unreadDays, differences };
  }

  private async *collected(): AsyncGenerator<Collected> {
    const { dates } = this.request;
    try {
      await this.prepare();
    } catch (thrown) {
      this.unreadDays.push(...dates);
      yield this.refusal('reports/subscribed', thrown);
      return;
    }
    for (const [at, date] of dates.entries()) {
      if (this.options.signal.aborted) return;
      try {
        yield* this.day(date);
      } catch (thrown) {
        const error = asSundialError(thrown);
        yield this.refusal(`reports/list ${date}`, error);
        this.unreadDays.push(date);
        // No other day can be read with this key either.
        if (errorClass(error.code) === 'auth') {
          this.unreadDays.push(...dates.slice(at + 1));
          return;
        }
      }
      await this.flush();
    }
  }

  /** Learns once what holds for all days. */
  private async prepare(): Promise<void> {
    const { api, clock, signal } = this.options;
    const { lists, dates } = this.request;
    this.subscribed = lists.length > 0 ? lists : await api.subscribed({ signal });
    if (dates.length === 0) return;
    const statements = await readStatements(api, this.subscribed, dates, { clock, signal });
    const { catalogue, store } = this.workspace;
    await store.statedRows.note(
      statements
        .map((each) => ({ ...each, report_type: catalogue.resolve(each.report_type) }))
        .filter((each) => this.isAskedFor(each.report_type)),
    );
    this.stated = await store.statedRows.ofDays(dates[0]!, dates.at(-1)!);
  }

  private async *day(date: string): AsyncGenerator<Collected> {
    const { api, watch, signal } = this.options;
    const { listings, refusals } = await this.list(date);
    const plan = await planDay(listings, await this.knowledge(date), this.circumstances(), {
      listAgain: async () => (await this.list(date)).listings,
      head: (listing) => api.head(listing, { signal }),
    });
    this.counts.listed += listings.length;
    this.counts.known += plan.known;
    this.counts.waiting += plan.waiting;
    watch.listed(date, listings.length, plan.fetch.length);
    for (const { listing, row } of plan.confirmed)
      this.changed.push({ ...row!, id_hash: listing.idHash, checked_at: unixSeconds(this.options.clock()) });
    yield* refusals;
    yield* this.download(plan.fetch);
    // Whoever did not get to the end of a list, or of its downloads, does not know what is missing.
    if (refusals.length === 0 && !signal.aborted) this.reads.push(...this.readsOf(date, listings));
  }

  private async list(date: string) {
    const { lists, types } = this.request;
    const { listings, refusals } = await this.options.api.list(
      { date, ...(lists.length > 0 && { lists }), ...(types.length > 0 && { types }) },
      { signal: this.options.signal },
    );
    const resolved = listings.map((listing) => ({
      ...listing,
      type: this.workspace.catalogue.resolve(listing.type),
    }));
    return { listings: resolved.filter(({ type }) => this.isAskedFor(type)), refusals };
  }

  private isAskedFor(type: string): boolean {
    const { types, excluded } = this.request;
    return (types.length === 0 || types.includes(type)) && !excluded.includes(type);
  }

  private async knowledge(date: string) {
    const { store } = this.workspace;
    const [rows, live] = await Promise.all([store.listings.ofDays(date, date), store.ledger.liveOfDay(date)]);
    return { rows, live, stated: this.stated.filter((each) => each.report_date === date) };
  }

  private circumstances() {
    const now = this.options.clock();
    const { recheck_days: recheckDays } = this.workspace.settings;
    return {
      now: unixSeconds(now),
      today: dateOf(now),
      recheckDays,
      impatient: this.request.impatient,
      thorough: this.request.thorough,
    };
  }

  private async *download(chosen: readonly Listed[]): AsyncGenerator<Collected> {
    const { settings } = this.workspace;
    const { api, clock, signal } = this.options;
    const byPath = new Map(chosen.map((each) => [listingPath(each.listing), each]));
    const collected = collectApi(
      chosen.map(({ listing }) => listing),
      {
        api,
        clock,
        signal,
        folder: path.join(settings.data_dir, 'downloads'),
        concurrency: settings.download_concurrency,
        minFreeDiskMib: settings.min_free_disk_mib,
        downloaded: (listing, validators) => this.validators.set(listing, validators),
      },
    );
    for await (const item of collected) {
      // The members of an archive follow its own path.
      const listed = byPath.get(item.path.split(' > ')[0]!)!;
      this.underway.set(item.path, listed);
      const { listing } = listed;
      yield item.kind === 'refusal'
        ? { ...item, report: listedReport(listing), subscription: listing.list }
        : item;
    }
  }

  private decided(outcome: FileOutcome): void {
    const listed = this.underway.get(outcome.path);
    if (!listed) return;
    this.underway.delete(outcome.path);
    this.changed.push(this.rowAfter(outcome, listed));
    if (outcome.error) this.counts.failed++;
    else if (outcome.rows === 0) this.counts.empty++;
    else if (outcome.supersedes) this.counts.reissued++;
    else if (outcome.outcome === 'loaded') this.counts.new++;
    else this.counts.known++;
  }

  private rowAfter({ error, rows }: FileOutcome, { listing, row }: Listed): ListingRow {
    const now = unixSeconds(this.options.clock());
    const before = { ...(row ?? newRow(listing)), id_hash: listing.idHash, changed_at: now };
    // Somebody else's failure: it is its turn in the next run.
    if (error?.code === 'api-not-tried') return row ?? newRow(listing);
    if (error)
      return {
        ...before,
        state: 'failed',
        error_code: error.code,
        error: error.message,
        attempts: before.attempts + 1,
      };
    return {
      ...before,
      ...remembered(this.validators.get(listing) ?? {}),
      state: rows === 0 ? 'empty' : 'loaded',
      error_code: '',
      error: '',
      attempts: 0,
      checked_at: now,
    };
  }

  /** Writes what became of listings; what is lost in a kill is listed and recognised again. */
  private async flush(): Promise<void> {
    const rows = this.changed;
    this.changed = [];
    await this.workspace.store.listings.write(rows);
  }

  private readsOf(date: string, listings: readonly Listing[]): DayRead[] {
    const { settings } = this.workspace;
    const { types, excluded } = this.request;
    const now = this.options.clock();
    const settled = isSettled(date, now, settings.settle_hours);
    const lists = new Set([...this.subscribed, ...listings.map(({ list }) => list)]);
    const read_at = unixSeconds(now);
    return [...lists].map((list) => ({ report_date: date, list, settled, types, excluded, read_at }));
  }

  private refusal(what: string, thrown: unknown): Collected {
    const error = thrown instanceof SundialError ? thrown : asSundialError(thrown);
    return { kind: 'refusal', source: 'api', path: what, deliveredAt: this.options.clock(), error };
  }
}
