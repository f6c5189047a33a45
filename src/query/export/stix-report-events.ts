// The reports that have events of a query, and the events of each, for exports in STIX.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import type { ReportedEvent } from '../../mapping/index.js';
import type { RunOptions, ScopedStore } from '../../store/index.js';
import { ORIGINAL } from '../answer/page.js';
import { EventFeed } from '../feed/event-feed.js';
import { eventId } from '../feed/event-id.js';
import type { EventPosition } from '../feed/position.js';
import { Statement } from '../language/compile.js';
import type { Query } from '../language/query.js';
import { placesOf } from '../language/search-places.js';
import { expectRows } from './export-rows.js';

/** A report of which events match a query. */
export interface MatchedReport {
  readonly type: string;
  readonly date: string;
  /** The identifier of the report. */
  readonly list: string;
  /** The load in which the events are. */
  readonly load: number;
  /** Events that match. */
  readonly events: number;
}

/** Events per page; a page is smaller if rows are large. */
const PAGE_ROWS = 2_000;

export class StixReportEvents {
  constructor(
    private readonly store: ScopedStore,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
    private readonly query: Query,
    private readonly options: RunOptions,
  ) {}

  /** @throws SundialError those of a query */
  async reports(): Promise<MatchedReport[]> {
    const { events, statements } = this.store;
    const context = { events, facts: await events.facts(), catalogue: this.catalogue, clock: this.clock };
    const places = await placesOf(events, context, this.query, this.options);
    const statement = new Statement({ ...context, places }, this.query);
    return statements.rows<MatchedReport>(
      `SELECT toString(e.report_type) AS type, toString(e.report_date) AS date, toString(e.list) AS list, e.load AS load,
         count() AS events
       FROM ${statement.source} GROUP BY type, date, list, load ORDER BY date, type, list`,
      statement.bindings.values,
      this.options,
    );
  }

  /**
   * The events of a report in bounded batches, in an order that does not depend on how it was loaded.
   *
   * @throws SundialError `export-count-mismatch` if the report changed meanwhile
   */
  async *of(report: MatchedReport): AsyncGenerator<ReportedEvent[]> {
    const { type, date, list } = report;
    const slice = await this.feed(list).open({ type, date }, 'visible');
    let after: EventPosition | undefined;
    let read = 0;
    for (;;) {
      const page = await slice.page(after, PAGE_ROWS, this.options);
      if (page.length === 0) break;
      after = page.at(-1)!.position;
      // An event that the reports of several lists hold counts in one of them.
      const events = page.filter((event) => event.list === list);
      read += events.length;
      yield events.map(
        ({ key, columns, fields }): ReportedEvent => ({
          ...{ id: eventId(report, key), type, date, list, columns, fields },
        }),
      );
    }
    expectRows(`${date} ${type} ${list}`, report.events, read);
  }

  private feed(list: string): EventFeed {
    // Reads only the events of the list, unless the query itself is about lists.
    const narrowed =
      list === '' || this.query.reports ? this.query : { ...this.query, reports: [`=${list}`] };
    const { query, date, type, types, report, reports, require, any } = narrowed;
    const given = { query, date, type, types, report, reports, require, any };
    const conditions = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const facts = () => this.store.events.facts();
    const world = { catalogue: this.catalogue, clock: this.clock, facts };
    return new EventFeed(this.store, world, { conditions, fields: [ORIGINAL] });
  }
}
