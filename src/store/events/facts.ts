// What reports are made of: which columns their headers have, what those feed, and which types there are.
import type { Engine } from '../engine/engine.js';
import { andVisible, type Visibility } from '../scope/visibility.js';
import { visibleEvents } from './tables.js';

export interface HeaderColumn {
  readonly name: string;
  /** The typed column that it feeds, '' where it goes to the map. */
  readonly slot: string;
}

/** A report's columns, and the typed column that each feeds ('' for none). */
export interface ReportHeader {
  readonly header: readonly string[];
  readonly slots: readonly string[];
}

export interface StoreFacts {
  /** Each (column, slot) that occurs, once. */
  readonly columns: readonly HeaderColumn[];
  readonly types: readonly string[];
}

/**
 * Reads the facts, and again only when the ledger has changed. Under a restricted scope they are those of reports with
 * events in it: an unknown field or type is answered with names that are like it, and must not tell of others' reports.
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
    const [columns, types] = await Promise.all([
      // Headers repeat from day to day, so they are made few before they are taken apart.
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
    ]);
    return { columns, types: types.map(({ type }) => type) };
  }

  private ofVisibleReports(): string {
    if (!this.visibility.condition) return '';
    return ` WHERE load IN (SELECT load FROM event_rows WHERE ${visibleEvents()}${andVisible(this.visibility, 'events')})`;
  }
}
