// Answers queries over the events of the store: rows by pages, counts, facets and statistics.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { RunOptions, ScopedStore } from '../../store/index.js';
import { Statement } from '../language/compile.js';
import type { Condition, Query } from '../language/query.js';
import { countedEvents } from './counted.js';
import { type FacetAnswer, type FacetRow, facetSql } from './facet.js';
import { type EventPage, ORIGINAL, offsetOf, type PageRow, pageOf, pageStatement } from './page.js';
import { type StatsBy, statsSql } from './statistics.js';

export interface EventQueriesOptions {
  readonly store: ScopedStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** Changes each statement before it runs; tests break the compiler with it. */
  readonly rewrite?: (sql: string) => string;
}

export interface StatsAnswer {
  readonly by: string;
  /** By date, then by falling count. Rows without a value count under ''. */
  readonly rows: readonly { readonly date: string; readonly value: string; readonly events: number }[];
  readonly notes: readonly string[];
}

const DEFAULT_ROWS = 1_000;

/** Queries of one scope. All methods throw SundialError `query-invalid`, `field-unknown`, `type-unknown`,
 * `type-ambiguous`, `cursor-invalid`, `query-memory`, `query-cancelled` and `query-failed`. */
export class EventQueries {
  constructor(private readonly options: EventQueriesOptions) {}

  /** One page of events, newest first unless the query says otherwise. */
  async page(query: Query, options: RunOptions = {}): Promise<EventPage> {
    const asked = { ...query, limit: query.limit ?? DEFAULT_ROWS };
    const statement = await this.statement(asked);
    const page = pageStatement(asked, statement);
    const rows = await this.run<PageRow>(page.sql, statement, options);
    const loads = page.fields.includes(ORIGINAL) ? rows.map(({ load }) => load) : [];
    const headers = await this.options.store.events.headers([...new Set(loads)]);
    return pageOf(page, rows, headers, [...statement.notes]);
  }

  /** The rows of a page as a Parquet file. */
  async parquet(query: Query, options: RunOptions = {}): Promise<Buffer> {
    const asked = { ...query, limit: query.limit ?? DEFAULT_ROWS };
    const statement = await this.statement(asked);
    const { sql } = pageStatement(asked, statement, 'names');
    const { store, rewrite = unchanged } = this.options;
    return store.statements.bytes(rewrite(sql), 'Parquet', statement.bindings.values, {
      ...options,
      isHeavy: statement.searches,
    });
  }

  /** Counts the matching events. */
  async count(query: Query, options: RunOptions = {}): Promise<{ count: number; notes: string[] }> {
    const statement = await this.statement(query);
    const sql = countedEvents(statement) ?? `SELECT count() AS count FROM ${statement.source}`;
    const [row] = await this.run<{ count: number }>(sql, statement, options);
    return { count: row?.count ?? 0, notes: [...statement.notes] };
  }

  /** The values of a field with their counts, most frequent first. */
  async facet(query: Query & { facet: string }, options: RunOptions = {}): Promise<FacetAnswer> {
    const statement = await this.statement(query);
    const field = statement.field(query.facet);
    const limit = query.limit ?? DEFAULT_ROWS;
    const offset = offsetOf(query, limit);
    const rows = await this.run<FacetRow>(facetSql(field, statement, limit, offset), statement, options);
    // A page after the last value has no row that could carry the total.
    if (rows.length === 0 && offset > 0)
      return { ...(await this.facet({ ...query, page: 1, limit: 1 }, options)), values: [] };
    return {
      field: field.name,
      events: rows[0]?.total ?? 0,
      without: rows[0]?.without ?? 0,
      distinct: rows[0]?.different ?? 0,
      values: rows.filter(({ value }) => value !== '').map(({ value, events }) => ({ value, events })),
      notes: [...statement.notes],
    };
  }

  /** Events per day and report type, or per day and another property. */
  async stats(
    query: Condition & Pick<Query, 'any'>,
    by: StatsBy = 'type',
    options: RunOptions = {},
  ): Promise<StatsAnswer> {
    const statement = await this.statement(query);
    const limit = LIMITS.statsRows;
    const sql = statsSql(by, statement);
    const rows = await this.run<StatsAnswer['rows'][number]>(sql, statement, options);
    if (rows.length > limit)
      throw new SundialError('query-too-large', { problem: 'these are too many days and values', limit });
    return { by, rows, notes: [...statement.notes] };
  }

  private async statement(query: Pick<Query, keyof Condition | 'any'>): Promise<Statement> {
    const { store, catalogue, clock } = this.options;
    const { events } = store;
    return new Statement({ events, facts: await events.facts(), catalogue, clock }, query);
  }

  private run<Row>(sql: string, { bindings, searches }: Statement, options: RunOptions): Promise<Row[]> {
    const { store, rewrite = unchanged } = this.options;
    return store.statements.rows<Row>(rewrite(sql), bindings.values, { ...options, isHeavy: searches });
  }
}

const unchanged = (sql: string) => sql;
