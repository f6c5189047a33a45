// Fetches from a double of the Reports API into a separate store, with a clock that a test sets.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OfferedReport, offered, ReportsApiDouble } from '../../examples/reports-api/index.js';
import { ApiSource, openReportsApi, type ReportsApi } from '../../src/collect/index.js';
import { loadSettings } from '../../src/config/index.js';
import { addDays, dateOf } from '../../src/domain/days.js';
import { everything } from '../../src/domain/everything.js';
import type { RowDifference } from '../../src/domain/listing.js';
import { Secret } from '../../src/domain/secret.js';
import {
  namedSource,
  type OpenSource,
  openWorkspace,
  readSource,
  type TakenIn,
  type Workspace,
} from '../../src/pipeline/index.js';
import { placeEmptyStore } from '../../src/store/testing/placed-store.js';

/** A test's request, which replaces what is due. */
export interface FetchRequest {
  readonly dates?: readonly string[];
  readonly lists?: readonly string[];
  readonly types?: readonly string[];
  readonly excluded?: readonly string[];
  /** Failed reports are tried again at once. */
  readonly impatient?: boolean;
  /** Known reports are compared with the server, however old they are. */
  readonly thorough?: boolean;
}

/** The result of a fetch, with its part of the summary. */
export interface Fetched extends TakenIn {
  readonly listed: number;
  readonly new: number;
  readonly known: number;
  readonly reissued: number;
  readonly empty: number;
  readonly failed: number;
  readonly waiting: number;
  readonly unreadDays: readonly string[];
  readonly differences: readonly RowDifference[];
  readonly unknownLists: readonly string[];
  /** Closing lines for people. */
  readonly lines: readonly string[];
}

/** A report of `rows` hosts, which differ by `tag`. */
export function report(list: string, date: string, type: string, rows: number, tag = 'one'): OfferedReport {
  const lines = Array.from(
    { length: rows },
    (_, at) => `"${date} 00:00:0${at % 10}","192.0.2.${at + 1}","443","tcp","${tag}"`,
  );
  const content = ['"timestamp","ip","port","protocol","tag"', ...lines, ''].join('\n');
  return offered(list, `${date}-${type}-${list}.csv`, content);
}

/** A store, a double, and a client between them. Only one per process, because the engine binds its folder. */
export class Fetching {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'sundial-fetch-'));
  readonly double: ReportsApiDouble;
  workspace!: Workspace;
  api!: ReportsApi;
  now: Date;

  private constructor(now: string) {
    this.now = new Date(now);
    this.double = new ReportsApiDouble({ now: () => this.now });
  }

  /** @param env options by their environment variables */
  static async open(now: string, env: Readonly<Record<string, string>> = {}): Promise<Fetching> {
    const fetching = new Fetching(now);
    await fetching.double.start();
    await placeEmptyStore(fetching.folder);
    await fetching.start(env);
    return fetching;
  }

  private async start(env: Readonly<Record<string, string>>): Promise<void> {
    const { settings } = await loadSettings({
      flags: { dataDir: this.folder },
      env: { SUNDIAL_MIN_FREE_DISK_MIB: '0', SUNDIAL_HTTP_PORT: '0', SUNDIAL_WEB_PORT: '0', ...env },
      cwd: this.folder,
    });
    this.workspace = await openWorkspace(settings);
    this.api = this.client();
  }

  /** A client that never waits. */
  client(): ReportsApi {
    const { double } = this;
    return openReportsApi({
      url: double.url,
      downloadUrl: double.downloadUrl,
      key: new Secret(double.key),
      secret: new Secret(double.secret),
      delaySeconds: 0,
      timeoutSeconds: 60,
      env: {},
      clock: () => this.now,
      sleep: async () => {},
      random: () => 0.5,
    });
  }

  /** The source of a client, named as in the short form. */
  source(api = this.api): OpenSource {
    const { settings } = this.workspace;
    const source = new ApiSource({
      ...{ name: 'api', label: 'api', url: this.double.url, api },
      clock: () => this.now,
      folder: path.join(this.folder, 'downloads'),
      concurrency: settings.download_concurrency,
      windowDays: settings.fetch_days,
      backfillDays: settings.backfill_days,
      recheckDays: settings.recheck_days,
      settleHours: settings.settle_hours,
      minFreeDiskMib: settings.min_free_disk_mib,
    });
    return namedSource(source, { read: 'fetch', first: 'backfill' });
  }

  /** Fetches what is due, or what a request asks for. */
  async fetch(request: FetchRequest = {}, signal = new AbortController().signal): Promise<Fetched> {
    const { dates, impatient, thorough, ...selection } = request;
    const again = thorough ? 'all' : impatient ? 'unhandled' : 'none';
    const watch = { step: () => {}, archived: () => {}, read: () => {}, decided: () => {} };
    const { taken, summary } = await readSource(this.workspace, this.source(), {
      ...{ clock: () => this.now, watch, signal, selection },
      asked: { again, ...(dates && { dates }) },
    });
    const members = summary.json as unknown as Omit<Fetched, keyof TakenIn | 'lines'>;
    return { ...taken, ...members, lines: summary.lines };
  }

  /** Offers these reports instead of the previous ones. */
  offer(...reports: readonly OfferedReport[]): void {
    this.double.reports = reports;
  }

  pass(hours: number): void {
    this.now = new Date(this.now.getTime() + hours * 3_600_000);
  }

  /** The date a number of days ago. */
  day(ago: number): string {
    return addDays(dateOf(this.now), -ago);
  }

  async rows<Row>(sql: string): Promise<Row[]> {
    return this.workspace.store.as(everything).tables.rows<Row>(sql);
  }

  /** The number of requests of a kind that the double received. */
  asked(what: string): number {
    return this.double.asked.filter((each) => each.what === what).length;
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.workspace.store.close();
    await this.double.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
