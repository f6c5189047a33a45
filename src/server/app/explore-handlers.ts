// Answers requests that explore events: the parts of a view one after another, and one row as its report has it.
import { asSundialError, SundialError } from '../../domain/errors.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import { reportOf } from '../../pipeline/index.js';
import {
  addCondition,
  conditionOf,
  EventQueries,
  type OverviewAnswer,
  parseQuery,
  type Query,
  readDays,
  type ValueCounts,
  withoutField,
} from '../../query/index.js';
import { identityOf } from '../../store/index.js';
import { missingUpTo } from '../../triage/index.js';
import type { AnswerOf, QueryOf } from './contract.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts, WebData } from './handler-parts.js';
import { legible } from './legible.js';
import { missingByDay, seriesOf } from './series-of.js';

const { pageRows, facetValues, missingReports } = WEB_LIMITS;

type Asked = QueryOf<'explore'>;
type Part = AnswerOf<'explore'>;

export function exploreHandlers({ data, clock }: HandlerParts): Pick<Handlers, 'explore' | 'event'> {
  const queriesOf = ({ operator, catalogue }: WebData) =>
    new EventQueries({ store: operator, catalogue, clock });
  return { explore, event };

  async function* explore({ query: asked }: { readonly query: Asked }): AsyncGenerator<Part> {
    const queries = queriesOf(data());
    const query = written(asked);
    const { sort, cursor, field: fields } = asked;
    const page = await queries.page({
      ...{ ...query, limit: pageRows },
      ...(fields.length > 0 && { fields }),
      ...(sort !== undefined && { sort }),
      ...(cursor !== undefined && { cursor }),
    });
    yield rowsOf(page);
    const notes = new Set(page.notes);
    if (cursor === undefined) yield* counts(queries, query, asked, notes);
    yield legible({ part: 'end' as const, notes: [...notes] });
  }

  /** What is counted; a part that fails leaves the others as they are. */
  async function* counts(
    queries: EventQueries,
    query: Query,
    { by, facet, date }: Asked,
    notes: Set<string>,
  ): AsyncGenerator<Part> {
    // A facet shows the values that could be chosen instead of its own conditions.
    const isFiltered = (name: string) => query.query?.[name] !== undefined;
    const facets = facet.filter((name) => !isFiltered(name));
    let overview: OverviewAnswer;
    try {
      overview = await queries.overview(query, { facets, by, limit: facetValues });
    } catch (thrown) {
      yield problem('overview', thrown);
      return;
    }
    for (const note of overview.notes) notes.add(note);
    yield { part: 'count', events: overview.events };
    const days = date === undefined ? undefined : readDays(date, clock, 'date');
    const series = seriesOf(overview.series ?? [], days);
    const { missing, failed } = await missingOf(query, series.days);
    const values = series.values.map((each) => withCondition(by, each));
    yield { part: 'series', by, ...series, missing, values };
    if (failed) yield failed;
    yield { part: 'facets', facets: overview.facets.map(facetOf) };
    for (const name of facet.filter(isFiltered)) yield await ownFacet(queries, query, name);
  }

  async function ownFacet(queries: EventQueries, query: Query, name: string): Promise<Part> {
    try {
      const answer = await queries.facet({ ...withoutField(query, name), facet: name, limit: facetValues });
      return { part: 'facets', facets: [facetOf(answer)] };
    } catch (thrown) {
      return problem('facets', thrown);
    }
  }

  async function missingOf(query: Query, days: readonly string[]) {
    const none = days.map(() => 0);
    if (days.length === 0) return { missing: none };
    const { operator, catalogue } = data();
    try {
      const { rows } = await missingUpTo(operator, catalogue, days.at(-1)!, missingReports);
      const facts = await operator.events.facts();
      return { missing: missingByDay(days, rows, query, { catalogue, stored: facts.types }) };
    } catch (thrown) {
      return { missing: none, failed: problem('missing', thrown) };
    }
  }

  async function event({
    params: { report = '', line = '' },
  }: {
    readonly params: Readonly<Record<string, string>>;
  }): Promise<AnswerOf<'event'>> {
    const { operator, catalogue } = data();
    const row = await reportOf({ operator }, report);
    const { list, type, date } = identityOf(row);
    const place = { type, date, load: row.load, line: lineOf(report, line) };
    const cells = await queriesOf(data()).row(place);
    const found = Object.entries(cells);
    return {
      ...{ report: row.load, line: place.line, date },
      ...legible({ type, title: catalogue.describe(type).title, list }),
      cells: found.map(([column, value]) => ({
        column: legible(column),
        ...withCondition(`original.${column}`, { value }),
      })),
      empty: legible(row.header.filter((column) => !Object.hasOwn(cells, column))),
    };
  }
}

/** @throws SundialError `row-unknown` */
function lineOf(report: string, line: string): number {
  if (!/^\d{1,9}$/.test(line)) throw new SundialError('row-unknown', { report, line });
  return Number(line);
}

/** @throws SundialError `usage`, `field-unknown`, `query-invalid` */
function written({ where, date }: Asked): Query {
  const query: Record<string, string[]> = {};
  for (const condition of where) addCondition(query, condition);
  return parseQuery({ ...(where.length > 0 && { query }), ...(date !== undefined && { date }) });
}

function rowsOf({ fields, events, places, next }: Awaited<ReturnType<EventQueries['page']>>): Part {
  return legible({
    ...{ part: 'rows' as const, fields: [...fields], next: next ?? null, page_rows: pageRows },
    rows: events.map((each, at) => ({
      ...{ report: places[at]!.load, line: places[at]!.line },
      cells: fields.map((name) => (each[name] ?? null) as string | number | string[] | null),
    })),
  });
}

function facetOf({ field, events, without, distinct, values }: ValueCounts) {
  return {
    ...{ field: legible(field), events, without, distinct },
    values: values.map((each) => withCondition(field, each)),
  };
}

/** A value as it is shown, with the condition for it as it is. */
const withCondition = <Row extends { readonly value: string }>(field: string, row: Row) => ({
  ...legible(row),
  condition: conditionOf(field, row.value) ?? null,
});

function problem(of: 'overview' | 'facets' | 'missing', thrown: unknown): Part {
  const { code, message } = asSundialError(thrown);
  return { part: 'problem', of, code, message };
}
