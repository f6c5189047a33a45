// The events of one scope as a source of statements: what stands after FROM, and how a page of rows is fetched.
import type { Engine } from '../engine/engine.js';
import { andVisible, type Visibility } from '../scope/visibility.js';
import { type ReportHeader, type StoreFacts, StoreFactsReader } from './facts.js';
import { visibleEvents } from './tables.js';

/** A page of rows, as SQL over the stored rows as `e`. */
export interface PageParts {
  readonly columns: readonly string[];
  /** Which events are on this page or a later one. */
  readonly condition: string;
  readonly order: string;
  /** Placeholders of bound numbers. */
  readonly limit: string;
  readonly offset: string;
}

/** Begins with what the table is partitioned and sorted by, so that only the rows' own granules are read. */
const PLACE = 'e.report_date, e.report_type, e.subject_first, e.load, e.line';

export class ScopedEvents {
  private readonly reader: StoreFactsReader;

  constructor(
    private readonly engine: Engine,
    private readonly visibility: Visibility,
  ) {
    this.reader = new StoreFactsReader(engine, visibility);
  }

  /**
   * What follows FROM: the events of the scope that count and meet a condition over the rows as `e`. Asked for by this
   * condition, one column of the map is read without the others, which the engine cannot do through a view.
   */
  from(condition: string): string {
    return `event_rows AS e WHERE ${visibleEvents('e.')}${andVisible(this.visibility, 'events', 'e.')} AND (${condition})`;
  }

  /**
   * The statement of a page. First it finds the places of the page's rows, from few columns; then it reads those rows
   * alone with all that was asked for. They are looked up among all rows, because a reissue between the two steps must
   * not take them away.
   */
  page({ columns, condition, order, limit, offset }: PageParts): string {
    return `SELECT ${columns.join(', ')} FROM event_rows AS e WHERE (${PLACE}) IN (
    SELECT ${PLACE} FROM ${this.from(condition)}
    ORDER BY ${order} LIMIT ${limit} OFFSET ${offset})
    ORDER BY ${order}`;
  }

  /** Which columns and types the scope's reports have; read again only when the ledger has changed. */
  async facts(): Promise<StoreFacts> {
    return this.reader.read();
  }

  /** The headers of reports, by load; they say how columns are called, and nothing of rows. */
  async headers(loads: readonly number[]): Promise<Map<number, ReportHeader>> {
    if (loads.length === 0) return new Map();
    const found = await this.engine.rows<ReportHeader & { load: number }>(
      'SELECT load, header, slots FROM reports WHERE load IN {loads:Array(UInt32)}',
      { loads },
    );
    return new Map(found.map((row) => [row.load, row]));
  }
}
