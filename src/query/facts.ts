// What the store's reports are made of: which columns their headers have, what those feed, and which types there are.
import type { Engine } from '../store/index.js';

export interface HeaderColumn {
  readonly name: string;
  /** The typed column that it feeds, '' where it goes to the map. */
  readonly slot: string;
}

export interface StoreFacts {
  /** Each (column, slot) that occurs, once. */
  readonly columns: readonly HeaderColumn[];
  readonly types: readonly string[];
}

/** Reads the facts, and again only when the ledger has changed. */
export class FactsReader {
  private known: { seq: number; facts: StoreFacts } | undefined;

  constructor(private readonly engine: Engine) {}

  async read(): Promise<StoreFacts> {
    const [row] = await this.engine.rows<{ seq: number }>('SELECT max(seq) AS seq FROM ledger');
    const seq = row?.seq ?? 0;
    if (this.known?.seq !== seq) this.known = { seq, facts: await this.collect() };
    return this.known.facts;
  }

  private async collect(): Promise<StoreFacts> {
    const [columns, types] = await Promise.all([
      // Headers repeat from day to day, so they are made few before they are taken apart.
      this.engine.rows<HeaderColumn>(
        `SELECT DISTINCT pair.1 AS name, toString(pair.2) AS slot
         FROM (SELECT arrayJoin(arrayZip(header, slots)) AS pair FROM (SELECT DISTINCT header, slots FROM ledger))
         ORDER BY name, slot`,
      ),
      this.engine.rows<{ type: string }>(
        'SELECT DISTINCT toString(report_type) AS type FROM ledger ORDER BY type',
      ),
    ]);
    return { columns, types: types.map(({ type }) => type) };
  }
}
