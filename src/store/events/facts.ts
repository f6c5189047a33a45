// Reads the structure of reports: their types and lists, the columns of their headers, and the typed columns that those
// feed.
import type { CveFactName } from '../../domain/cve-fact.js';
import { CVE_LISTS_TABLE } from '../cves/tables.js';
import type { Engine } from '../engine/engine.js';
import { Remembered } from '../engine/remembered.js';
import { andVisible, namesDevices, type Visibility } from '../scope/visibility.js';
import { visibleEvents } from './tables.js';

export interface HeaderColumn {
  readonly name: string;
  /** The typed or carried column that holds the values; '' if the map holds them. */
  readonly slot: string;
}

/** A report's columns, and for each the typed or carried column that holds its values ('' = the map). */
export interface ReportHeader {
  readonly header: readonly string[];
  readonly slots: readonly string[];
}

export interface StoreFacts {
  /** Each (column, slot) pair in use, once. */
  readonly columns: readonly HeaderColumn[];
  readonly types: readonly string[];
  /** The identifiers of reports, and the subscriptions and mailing lists that delivered them or were read for them. */
  readonly lists: readonly string[];
  /** Whether reports of several lists may hold the same event, in any scope. */
  readonly sharesEvents: boolean;
  /** What lists in use say about vulnerabilities. */
  readonly cveFacts: readonly CveFactName[];
  /** Whether the scope shows the names of devices in leases: they are the operator's, like those of the inventory. */
  readonly namesDevices: boolean;
}

/** Finds a slice with reports of several lists in which some rows do not count. */
const SHARED_SLICES = `SELECT 1 AS shared FROM reports WHERE state = 'live'
  GROUP BY report_type, report_date HAVING uniqExact(list) > 1 AND sum(duplicate) > 0 LIMIT 1`;

/** Differs whenever loads, deliveries, readings of lists or facts about vulnerabilities were added. */
const STATE = `SELECT concat(toString((SELECT max(seq) FROM ledger)), ' ', toString((SELECT count() FROM deliveries)),
  ' ', toString((SELECT max(version) FROM day_read_versions)), ' ', toString((SELECT max(at) FROM ${CVE_LISTS_TABLE.name})),
  ' ', toString((SELECT count() FROM ${CVE_LISTS_TABLE.name}))) AS state`;

const STATE_TABLES = ['ledger', 'deliveries', 'day_read_versions', CVE_LISTS_TABLE.name];

/**
 * Reads the facts and remembers them until the data changes from which they come. Under a restricted scope only reports
 * with events in the scope count: the error for an unknown field, type or list suggests similar names, and must not reveal
 * names from other reports.
 */
export class StoreFactsReader {
  private readonly state: Remembered<string>;
  private known: { readonly state: string; readonly facts: StoreFacts } | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly visibility: Visibility,
  ) {
    this.state = new Remembered(engine, STATE_TABLES, async () => {
      const [row] = await engine.rows<{ state: string }>(STATE);
      return row!.state;
    });
  }

  async read(): Promise<StoreFacts> {
    const state = await this.state.get();
    if (this.known?.state !== state) this.known = { state, facts: await this.collect() };
    return this.known.facts;
  }

  private async collect(): Promise<StoreFacts> {
    const where = this.ofVisibleReports();
    const [columns, types, lists, shared, facts] = await Promise.all([
      // Headers repeat from day to day, so they are deduplicated before they are taken apart.
      this.engine.rows<HeaderColumn>(
        `SELECT DISTINCT pair.1 AS name, toString(pair.2) AS slot
         FROM (SELECT arrayJoin(arrayZip(header, slots)) AS pair FROM (SELECT DISTINCT header, slots FROM ledger${where}))
         ORDER BY name, slot`,
        this.visibility.values,
      ),
      this.engine.rows<{ type: string }>(
        `SELECT DISTINCT toString(report_type) AS type FROM ledger${where} ORDER BY type`,
        this.visibility.values,
      ),
      this.engine.rows<{ name: string }>(this.listNames(), this.visibility.values),
      this.engine.rows(SHARED_SLICES),
      this.engine.rows<{ fact: CveFactName }>(
        `SELECT DISTINCT arrayJoin(gives) AS fact FROM ${CVE_LISTS_TABLE.name} FINAL ORDER BY fact`,
      ),
    ]);
    return {
      columns,
      types: types.map(({ type }) => type),
      lists: lists.map(({ name }) => name),
      sharesEvents: shared.length > 0,
      cveFacts: facts.map(({ fact }) => fact),
      namesDevices: namesDevices(this.visibility),
    };
  }

  private listNames(): string {
    if (!this.visibility.condition)
      return `SELECT DISTINCT name FROM (SELECT list AS name FROM ledger
         UNION ALL SELECT subscription FROM subscriptions UNION ALL SELECT list FROM day_reads WHERE list != '')
       ORDER BY name`;
    // A list may hold only copies of events that count in other lists, and retention keeps days of findings longer.
    const visible = `SELECT list FROM event_rows
       WHERE load NOT IN (SELECT load FROM hidden_loads)${andVisible(this.visibility, 'events')}
       UNION ALL SELECT list FROM finding_days WHERE 1${andVisible(this.visibility, 'days')}`;
    return `SELECT DISTINCT name FROM (
         SELECT arrayJoin([list, subscription]) AS name FROM subscriptions WHERE list IN (${visible})
       ) ORDER BY name`;
  }

  private ofVisibleReports(): string {
    if (!this.visibility.condition) return '';
    return ` WHERE load IN (SELECT load FROM event_rows WHERE ${visibleEvents()}${andVisible(this.visibility, 'events')})`;
  }
}
