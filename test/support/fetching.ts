// Fetches from a double of the Reports API into a store of its own, by a clock that a test moves.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OfferedReport, offered, ReportsApiDouble } from '../../examples/reports-api/index.js';
import { openReportsApi, type ReportsApi } from '../../src/collect/index.js';
import { loadSettings } from '../../src/config/index.js';
import { everything } from '../../src/domain/everything.js';
import { Secret } from '../../src/domain/secret.js';
import {
  addDays,
  dateOf,
  dueRequest,
  type Fetched,
  type FetchRequest,
  fetchReports,
  openWorkspace,
  type Workspace,
} from '../../src/pipeline/index.js';

/** A report of `rows` hosts, which differ by `tag`. */
export function report(list: string, date: string, type: string, rows: number, tag = 'one'): OfferedReport {
  const lines = Array.from(
    { length: rows },
    (_, at) => `"${date} 00:00:0${at % 10}","192.0.2.${at + 1}","443","tcp","${tag}"`,
  );
  const content = ['"timestamp","ip","port","protocol","tag"', ...lines, ''].join('\n');
  return offered(list, `${date}-${type}-${list}.csv`, content);
}

/** A store, a double, and a client between them. One per process: the engine binds its folder. */
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

  /** @param env options, as the environment names them */
  static async open(now: string, env: Readonly<Record<string, string>> = {}): Promise<Fetching> {
    const fetching = new Fetching(now);
    await fetching.double.start();
    await fetching.start(env);
    return fetching;
  }

  private async start(env: Readonly<Record<string, string>>): Promise<void> {
    const { settings } = await loadSettings({
      flags: { dataDir: this.folder },
      env: { SUNDIAL_MIN_FREE_DISK_MIB: '0', SUNDIAL_HTTP_PORT: '0', ...env },
      cwd: this.folder,
    });
    this.workspace = await openWorkspace(settings);
    this.api = this.client();
  }

  /** A client that waits for nothing. */
  client(): ReportsApi {
    const { double } = this;
    return openReportsApi({
      url: double.url,
      downloadUrl: double.downloadUrl,
      key: new Secret(double.key),
      secret: new Secret(double.secret),
      delaySeconds: 0,
      timeoutSeconds: 5,
      env: {},
      clock: () => this.now,
      sleep: async () => {},
      random: () => 0.5,
    });
  }

  /** Fetches what is due, or what a request says. */
  async fetch(request: Partial<FetchRequest> = {}, signal = new AbortController().signal): Promise<Fetched> {
    const clock = () => this.now;
    const due = await dueRequest(this.workspace, clock);
    const watch = { listed: () => {}, archived: () => {}, read: () => {}, decided: () => {} };
    return fetchReports(this.workspace, { ...due, ...request }, { api: this.api, clock, watch, signal });
  }

  /** Offers these reports instead of those before. */
  offer(...reports: readonly OfferedReport[]): void {
    this.double.reports = reports;
  }

  pass(hours: number): void {
    this.now = new Date(this.now.getTime() + hours * 3_600_000);
  }

  /** The date so many days ago. */
  day(ago: number): string {
    return addDays(dateOf(this.now), -ago);
  }

  async rows<Row>(sql: string): Promise<Row[]> {
    return this.workspace.store.as(everything).tables.rows<Row>(sql);
  }

  /** How often something was asked of the double. */
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
