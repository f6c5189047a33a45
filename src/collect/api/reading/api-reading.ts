// Reads the Reports API: lists the due days, downloads reports that are not archived, and compares row counts.
import path from 'node:path';
import { unixSeconds } from '../../../domain/clock.js';
import { addDays, dateOf, datesBetween } from '../../../domain/days.js';
import type { Collected } from '../../../domain/delivery.js';
import { asSundialError, errorClass, type SundialError } from '../../../domain/errors.js';
import type { DayRead, StatedRows } from '../../../domain/listing.js';
import { count, counted } from '../../../text/index.js';
import type { DeliveryResult, Reading, ReadRequest, SourceSummary } from '../../source.js';
import type { SourceContext } from '../../source-context.js';
import { collectApi } from '../collect-api.js';
import type { Listing, ReportsApi } from '../contract.js';
import { listedReport, listingPath } from '../listing-path.js';
import { isSettled, LOOK_BACK_DAYS, scheduledDates } from './due-days.js';
import { ListingOutcomes } from './listing-outcomes.js';
import { type Listed, planDay } from './plan.js';
import { readStatements } from './statements.js';
import { summaryOf } from './summary.js';
import { type UnknownList, unknownLists } from './unknown-lists.js';

export interface ApiReadingOptions extends Omit<SourceContext, 'env' | 'knownTypes'> {
  readonly api: ReportsApi;
  /** The name of the source in deliveries. */
  readonly label: string;
  /** The number of reports to download at the same time. */
  readonly concurrency: number;
}

/** Maximum number of differences to show; metrics count all of them. */
const DIFFERENCES = 100;

export class ApiReading implements Reading {
  private readonly outcomes: ListingOutcomes;
  private dates: readonly string[] = [];
  private readonly unreadDays: string[] = [];
  /** Recorded after all reports are loaded, so that a kill before then does not close a day with missing reports. */
  private readonly reads: DayRead[] = [];
  private subscribed: readonly string[] = [];
  private unknown: readonly UnknownList[] = [];
  private stated: readonly StatedRows[] = [];

  constructor(
    private readonly request: ReadRequest,
    private readonly options: ApiReadingOptions,
  ) {
    this.outcomes = new ListingOutcomes(request.memory.listings, options.clock);
  }

  decided(result: DeliveryResult): void {
    this.outcomes.decided(result);
  }

  hasFailed(): boolean {
    return this.unreadDays.length > 0 && this.unreadDays.length === this.dates.length;
  }

  async finish(): Promise<SourceSummary> {
    const { listings } = this.request.memory;
    await this.outcomes.flush();
    await listings.noteReads(this.reads);
    const [first, last] = [this.dates[0], this.dates.at(-1)];
    const differences = first && last ? await listings.differences(first, last, DIFFERENCES) : [];
    return summaryOf({
      counts: this.outcomes.counts,
      unreadDays: this.unreadDays,
      unknownLists: this.unknown,
      differences,
    });
  }

  async close(): Promise<void> {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Collected> {
    this.dates = await this.due();
    try {
      await this.prepare();
    } catch (thrown) {
      this.unreadDays.push(...this.dates);
      yield this.refusal('reports/subscribed', asSundialError(thrown));
      return;
    }
    for (const [at, date] of this.dates.entries()) {
      if (this.request.signal.aborted) return;
      try {
        yield* this.day(date);
      } catch (thrown) {
        const error = asSundialError(thrown);
        yield this.refusal(`reports/list ${date}`, error);
        this.unreadDays.push(date);
        // No other day can be read with this key either.
        if (errorClass(error.code) === 'auth') {
          this.unreadDays.push(...this.dates.slice(at + 1));
          return;
        }
      }
      await this.outcomes.flush();
    }
  }

  /** The days to read, oldest first. */
  private async due(): Promise<readonly string[]> {
    const { dates, backfillDays, isFirst, memory } = this.request;
    const today = dateOf(this.options.clock());
    const back = (days: number) => datesBetween(addDays(today, 1 - days), today);
    if (dates) return dates;
    if (backfillDays !== undefined) return back(backfillDays);
    const scheduled = scheduledDates(
      today,
      {
        reads: await memory.listings.reads('1970-01-01', today),
        failed: await memory.listings.failed(addDays(today, 1 - LOOK_BACK_DAYS)),
      },
      this.options,
    );
    return isFirst ? [...new Set([...back(this.options.backfillDays), ...scheduled])].sort() : scheduled;
  }

  /** Reads once the data that is the same for all days. */
  private async prepare(): Promise<void> {
    const { dates, request } = this;
    const { signal, selection, memory, resolveType } = request;
    const { api, clock } = this.options;
    this.subscribed = selection.lists.length > 0 ? selection.lists : await api.subscribed({ signal });
    if (dates.length === 0) return;
    this.unknown = await this.unknownLists();
    const statements = await readStatements(api, this.subscribed, dates, { clock, signal });
    await memory.listings.noteStated(
      statements
        .map((each) => ({ ...each, report_type: resolveType(each.report_type) }))
        .filter((each) => this.isAskedFor(each.report_type)),
    );
    this.stated = await memory.listings.stated(dates[0]!, dates.at(-1)!);
  }

  /** Requested lists that the account does not name. They are fetched anyway; a failure of this check is ignored. */
  private async unknownLists(): Promise<readonly UnknownList[]> {
    const { selection, signal } = this.request;
    if (selection.lists.length === 0) return [];
    try {
      return unknownLists(selection.lists, await this.options.api.subscribed({ signal }));
    } catch (thrown) {
      if (errorClass(asSundialError(thrown).code) === 'auth') throw thrown;
      return [];
    }
  }

  private async *day(date: string): AsyncGenerator<Collected> {
    const { signal, step, memory } = this.request;
    const { counts } = this.outcomes;
    const { listings, refusals } = await this.list(date);
    // Before a report is handed over, so that its id is known once it is stored.
    await memory.listings.noteIds(
      listings.map((listing) => ({ report: listedReport(listing), id: listing.id })),
    );
    const plan = await planDay(listings, await this.knowledge(date), this.circumstances(), {
      listAgain: async () => (await this.list(date)).listings,
      head: (listing) => this.options.api.head(listing, { signal }),
    });
    counts.listed += listings.length;
    counts.known += plan.known;
    counts.waiting += plan.waiting;
    const [listed, toFetch] = [listings.length, plan.fetch.length];
    step?.({
      text: `${date}: ${counted(listed, 'report')} listed, ${count(toFetch)} to fetch`,
      log: { message: 'day listed', fields: { date, reports: listed, to_fetch: toFetch } },
    });
    this.outcomes.confirmed(plan.confirmed);
    yield* refusals.map((refusal) => ({ ...refusal, source: this.options.label }));
    yield* this.download(plan.fetch);
    // Only a list that was read and downloaded completely shows which reports are missing.
    if (refusals.length === 0 && !signal.aborted) this.reads.push(...this.readsOf(date, listings));
  }

  private async list(date: string) {
    const { selection, signal, resolveType } = this.request;
    const { lists, types } = selection;
    const { listings, refusals } = await this.options.api.list(
      { date, ...(lists.length > 0 && { lists }), ...(types.length > 0 && { types }) },
      { signal },
    );
    const resolved = listings.map((listing) => ({ ...listing, type: resolveType(listing.type) }));
    return { listings: resolved.filter(({ type }) => this.isAskedFor(type)), refusals };
  }

  private isAskedFor(type: string): boolean {
    const { types, excluded } = this.request.selection;
    return (types.length === 0 || types.includes(type)) && !excluded.includes(type);
  }

  private async knowledge(date: string) {
    const { listings } = this.request.memory;
    const [rows, live] = await Promise.all([listings.ofDays(date, date), listings.live(date)]);
    return { rows, live, stated: this.stated.filter((each) => each.report_date === date) };
  }

  private circumstances() {
    const { again = 'none', backfillDays } = this.request;
    const now = this.options.clock();
    const isThorough = again === 'all' || backfillDays !== undefined;
    return {
      now: unixSeconds(now),
      today: dateOf(now),
      recheckDays: this.options.recheckDays,
      impatient: isThorough || again === 'unhandled',
      thorough: isThorough,
    };
  }

  private async *download(chosen: readonly Listed[]): AsyncGenerator<Collected> {
    const { outcomes } = this;
    const byPath = new Map(chosen.map((each) => [listingPath(each.listing), each]));
    const collected = collectApi(
      chosen.map(({ listing }) => listing),
      {
        ...this.options,
        signal: this.request.signal,
        downloaded: (listing, validators) => outcomes.downloaded(listing, validators),
      },
    );
    for await (const item of collected) {
      // The members of an archive follow its own path.
      const listed = byPath.get(item.path.split(' > ')[0]!)!;
      outcomes.handOver(item.path, listed);
      const { listing } = listed;
      yield item.kind === 'refusal'
        ? { ...item, report: listedReport(listing), subscription: listing.list }
        : item;
    }
  }

  private readsOf(date: string, listings: readonly Listing[]): DayRead[] {
    const { types, excluded } = this.request.selection;
    const now = this.options.clock();
    const settled = isSettled(date, now, this.options.settleHours);
    const lists = new Set([...this.subscribed, ...listings.map(({ list }) => list)]);
    const read_at = unixSeconds(now);
    return [...lists].map((list) => ({ report_date: date, list, settled, types, excluded, read_at }));
  }

  private refusal(path: string, error: SundialError): Collected {
    const { label: source, clock } = this.options;
    return { kind: 'refusal', source, path, deliveredAt: clock(), error };
  }
}

/** The folder of a source's downloads until they are handed over; each source has its own folder. */
export function downloadFolder(
  folder: string,
  { isShortForm, name }: { isShortForm: boolean; name: string },
) {
  return isShortForm ? path.join(folder, 'downloads') : path.join(folder, 'downloads', name);
}
