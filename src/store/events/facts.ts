// Reads the structure of reports: their types, the columns of their headers, and the typed columns that those feed.
import type { Engine } from '../engine/engine.js';
import { andVisible, type Visibility } from '../scope/visibility.js';
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
  /** Whether reports of several lists may hold the same event, in any scope. */
  readonly sharesEvents: boolean;
}

/** Finds a slice with reports of several lists in which some rows do not count. */
const SHARED_SLICES = `SELECT 1 AS shared FROM reports WHERE state = 'live'
  GROUP BY report_type, report_date HAVING uniqExact(list) > 1 AND sum(duplicate) > 0 LIMIT 1`;

/**
 * Reads the facts and remembers them until the ledger changes. Under a restricted scope only reports with
 * events in the scope count: the error for an unknown field or type suggests similar names, and must not reveal names
 * from other reports.
 */
export class StoreFactsReader {
  private known: { seq: number; facts: StoreFacts } | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly visibility: Visibility,
  ) {}

  async read(): Promise<StoreFacts> {
    const [row] = await this.engine.rows<{ seq: number }>('SELECT max(seq) AS seq FROM ledger');
    const seq = row?.seq ?? 0;
    if (this.known?.seq !== seq) this.known = { seq, facts: await this.collect() };
    return this.known.facts;
  }

  private async collect(): Promise<StoreFacts> {
    const where = this.ofVisibleReports();
    const [columns, types, shared] = await Promise.all([
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
      this.engine.rows(SHARED_SLICES),
    ]);
    return { columns, types: types.map(({ type }) => type), sharesEvents: shared.length > 0 };
  }

  private ofVisibleReports(): string {
    if (!this.visibility.condition) return '';
    return ` WHERE load IN (SELECT load FROM event_rows WHERE ${visibleEvents()}${andVisible(this.visibility, 'events')})`;
  }
}
