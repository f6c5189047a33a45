// Answers queries over the events of the store: rows by pages, counts, facets and statistics.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import type { RunOptions, ScopedStore } from '../../store/index.js';
import { Statement } from '../language/compile.js';
import type { Field } from '../language/field.js';
import type { Condition, Query } from '../language/query.js';
import { placesOf, typesAndDays } from '../language/search-places.js';
import { rowsByDays } from './by-days.js';
import { countedEvents } from './counted.js';
import { type FacetAnswer, type FacetRow, facetSql, type ValueCounts, valueCounts } from './facet.js';
import {
  type OverviewAnswer,
  type OverviewRequest,
  type OverviewRow,
  overviewSql,
  passOf,
  readOverview,
} from './overview.js';
import {
  type EventPage,
  ORIGINAL,
  type OriginalParts,
  offsetOf,
  originalCells,
  type PageRow,
  type PageStatement,
  pageOf,
  pageStatement,
} from './page.js';
import { type RowPlace, rowSql } from './row.js';
import { type StatsAnswer, type StatsBy, type StatsRow, seriesRows, statsSql } from './statistics.js';

export interface EventQueriesOptions {
  readonly store: ScopedStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** What fields mean to the person who asks, such as `reportsApiField`; omitted = docs/reference/query-fields.md. */
  readonly meaning?: (field: Field) => Field;
  /** Changes each statement before it runs; tests break the compiler with it. */
  readonly rewrite?: (sql: string) => string;
}

const DEFAULT_ROWS = 1_000;

/** Queries of one scope. All methods throw SundialError `query-invalid`, `field-unknown`, `type-unknown`,
 * `type-ambiguous`, `list-unknown`, `cursor-invalid`, `query-memory`, `query-cancelled` and `query-failed`. */
export class EventQueries {
  constructor(private readonly options: EventQueriesOptions) {}

  /** One page of events, newest first unless the query says otherwise. */
  async page(query: Query, options: RunOptions = {}): Promise<EventPage> {
    const asked = { ...query, limit: query.limit ?? DEFAULT_ROWS };
    const statement = await this.statement(asked, options);
    const page = pageStatement(asked, statement);
    const rows =
      page.byTime && isFrequent(statement, asked.limit)
        ? await this.rowsByDays(asked, page.byTime, statement, options)
        : await this.run<PageRow>(page.sql, statement, options);
    const loads = page.fields.includes(ORIGINAL) ? rows.map(({ load }) => load) : [];
    const headers = await this.options.store.events.headers([...new Set(loads)]);
    return pageOf(page, rows, headers, [...statement.notes]);
  }

  /** The cells of one event that are not empty, as its report has them. @throws SundialError `row-unknown` */
  async row(place: RowPlace, options: RunOptions = {}): Promise<Readonly<Record<string, string>>> {
    const { type, date, load, line } = place;
    const statement = await this.statement({ type: [type], date }, options);
    const [row] = await this.run<{ c0: OriginalParts }>(rowSql(place, statement), statement, options);
    if (!row) throw new SundialError('row-unknown', { report: load, line });
    const headers = await this.options.store.events.headers([load]);
    return Object.fromEntries(originalCells(row.c0, headers.get(load)));
  }

  /** The rows of a page as a Parquet file. */
  async parquet(query: Query, options: RunOptions = {}): Promise<Buffer> {
    const asked = { ...query, limit: query.limit ?? DEFAULT_ROWS };
    const statement = await this.statement(asked, options);
    const { sql } = pageStatement(asked, statement, 'names');
    const { store, rewrite = unchanged } = this.options;
    return store.statements.bytes(rewrite(sql), 'Parquet', statement.bindings.values, {
      ...options,
      isHeavy: statement.searches,
    });
  }

  /** Counts the matching events. */
  async count(query: Query, options: RunOptions = {}): Promise<{ count: number; notes: string[] }> {
    const statement = await this.statement(query, options);
    const sql = countedEvents(statement) ?? `SELECT count() AS count FROM ${statement.source}`;
    const [row] = await this.run<{ count: number }>(sql, statement, options);
    return { count: row?.count ?? 0, notes: [...statement.notes] };
  }

  /** The values of a field with their counts, most frequent first. */
  async facet(query: Query & { facet: string }, options: RunOptions = {}): Promise<FacetAnswer> {
    const statement = await this.statement(query, options);
    const field = statement.field(query.facet);
    if (field.name === 'list') statement.noteSharedLists();
    const values = await this.values(query, field, statement, options);
    return { ...values, notes: [...statement.notes] };
  }

  private async values(
    query: Query,
    field: Field,
    statement: Statement,
    options: RunOptions,
  ): Promise<ValueCounts> {
    const limit = query.limit ?? DEFAULT_ROWS;
    const offset = offsetOf(query, limit);
    const rows = await this.run<FacetRow>(facetSql(field, statement, limit, offset), statement, options);
    // A page after the last value has no row that could carry the total.
    if (rows.length === 0 && offset > 0)
      return {
        ...(await this.values({ ...query, page: 1, limit: 1 }, field, statement, options)),
        values: [],
      };
    return valueCounts(field.name, rows, rows[0]?.total ?? 0);
  }

  /** Events per day and report type, or per day and another property. */
  async stats(
    query: Condition & Pick<Query, 'any'>,
    by: StatsBy = 'type',
    options: RunOptions = {},
  ): Promise<StatsAnswer> {
    const statement = await this.statement(query, options);
    const rows = await this.run<StatsRow>(statsSql(by, statement), statement, options);
    return { by, rows: seriesRows(rows), notes: [...statement.notes] };
  }

  /**
   * The number of events, a series and several facets: the same figures as from a query for each, but what the counts do
   * not answer is counted in one pass over the events.
   */
  async overview(
    query: Condition & Pick<Query, 'any'>,
    { facets, by, limit = DEFAULT_ROWS }: OverviewRequest,
    options: RunOptions = {},
  ): Promise<OverviewAnswer> {
    const statement = await this.statement(query, options);
    const fields = [...new Set(facets)].map((name) => statement.field(name));
    const pass = passOf(fields, by, limit, statement);
    const rows = pass && (await this.run<OverviewRow>(overviewSql(pass, statement), statement, options));
    const counted = rows && readOverview(rows, pass);
    const answers: ValueCounts[] = [];
    for (const field of fields)
      answers.push(
        counted?.facets.get(field.name) ??
          (await this.values({ ...query, limit }, field, statement, options)),
      );
    return {
      events: counted?.events ?? (await this.count(query, options)).count,
      series: by && (counted?.series ?? (await this.stats(query, by, options)).rows),
      facets: answers,
      notes: [...statement.notes],
    };
  }

  /** The rows of a page that is sorted by time, without reading days that are not needed. */
  private async rowsByDays(
    query: Query & { limit: number },
    byTime: NonNullable<PageStatement['byTime']>,
    statement: Statement,
    options: RunOptions,
  ): Promise<PageRow[]> {
    const { where, bindings } = await this.statement(typesAndDays(query), options);
    const days = await this.options.store.events.timesOfDays(where, bindings.values);
    return rowsByDays({
      ...byTime,
      days,
      rows: query.limit + 1,
      read: (some) =>
        this.run<PageRow>(pageStatement(query, statement, 'places', some).sql, statement, options),
    });
  }

  private async statement(
    query: Pick<Query, keyof Condition | 'any'>,
    options: RunOptions,
  ): Promise<Statement> {
    const { store, catalogue, clock, meaning } = this.options;
    const { events } = store;
    const context = { events, facts: await events.facts(), catalogue, clock, meaning };
    return new Statement({ ...context, places: await placesOf(events, context, query, options) }, query);
  }

  private run<Row>(sql: string, { bindings, searches }: Statement, options: RunOptions): Promise<Row[]> {
    const { store, rewrite = unchanged } = this.options;
    return store.statements.rows<Row>(rewrite(sql), bindings.values, { ...options, isHeavy: searches });
  }
}

/** Whether a searched text is in so many loads that a few days fill a page. For rare texts, one statement takes less work. */
function isFrequent({ places }: Statement, rows: number): boolean {
  return [...places.values()].some(({ listedIn }) => listedIn > rows);
}

const unchanged = (sql: string) => sql;
