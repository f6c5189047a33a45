// The statement of an overview: the number of events, a series by day and several facets, counted in one pass.
import { LIMITS } from '../../domain/limits.js';
import type { Statement } from '../language/compile.js';
import type { Field } from '../language/field.js';
import { type Grouping, groupingOf } from '../language/values.js';
import { countedGroups } from './counted.js';
import { SPILL, type ValueCounts, valueCounts, wordsOf } from './facet.js';
import { type StatsAnswer, type StatsBy, seriesRows } from './statistics.js';

export interface OverviewRequest {
  /** Fields whose values are counted. */
  readonly facets: readonly string[];
  /** The property by which a series of events per day is divided; no series if undefined. */
  readonly by?: StatsBy | undefined;
  /** The most values per facet. */
  readonly limit?: number | undefined;
}

/** The counts that are shown beside the rows of a query. */
export interface OverviewAnswer {
  readonly events: number;
  readonly series: StatsAnswer['rows'] | undefined;
  /** In the requested order. */
  readonly facets: readonly ValueCounts[];
  readonly notes: readonly string[];
}

/** The counts of one pass over the events. */
export interface OverviewPass {
  /** The property by which the series is divided. */
  readonly series?: Field | undefined;
  readonly facets: readonly Field[];
  /** The most values per facet. */
  readonly limit: number;
}

/** A row of the statement: a value of a part, and totals, which are the same in all rows of the part. */
export interface OverviewRow {
  /** The index of the facet, {@link SERIES} or {@link TOTAL}. */
  readonly part: number;
  /** Empty except in the series. */
  readonly date: string;
  readonly value: string;
  readonly events: number;
  readonly without: number;
  readonly different: number;
}

/** The parts that are not facets. */
const SERIES = -1;
const TOTAL = -2;

interface Part extends Grouping {
  readonly part: number;
  /** The name of the column of keys. */
  readonly key: string;
}

/**
 * The parts of a request that are counted in one pass; undefined without such parts. Stored counts answer some parts
 * faster, and addresses have too many values to keep beside others.
 */
export function passOf(
  fields: readonly Field[],
  by: StatsBy | undefined,
  limit: number,
  statement: Statement,
): OverviewPass | undefined {
  const facets = fields.filter((field) => field.kind !== 'range' && !countedGroups(field, statement));
  const series = by === undefined || statement.countsOf(by) ? undefined : statement.field(by);
  return facets.length === 0 && !series ? undefined : { series, facets, limit };
}

/**
 * Counts the same groups as a statement for each facet, in a quarter of the time.
 *
 * @throws SundialError `query-invalid` for a field without values
 */
export function overviewSql({ series, facets, limit }: OverviewPass, statement: Statement): string {
  const { bindings } = statement;
  const parts = facets.map((field, index) => partOf(field, index));
  const kept = parts.filter((part) => part.kept && part.kept.text !== "''");
  const groups = [typedGroups(series ? [...parts, partOf(series, SERIES)] : parts, kept, statement)];
  if (kept.length > 0) groups.push(keptGroups(kept, statement));
  return `SELECT part, date, value, events, without, different FROM (
      SELECT *, sumIf(events, value = '') OVER (PARTITION BY part) AS without,
        countIf(value != '') OVER (PARTITION BY part) AS different,
        row_number() OVER (PARTITION BY part ORDER BY value = '', events DESC, value) AS rank
      FROM (SELECT part, date, arrayJoin(texts) AS value, sum(rows) AS events
        FROM (${groups.join(' UNION ALL ')}) GROUP BY part, date, value))
    WHERE rank <= if(part = ${SERIES}, ${LIMITS.statsRows + 1}, ${bindings.bind('UInt64', limit)})
    ORDER BY part, date, events DESC, value ${SPILL}`;
}

function partOf(field: Field, part: number): Part {
  const key = part === SERIES ? 'series_key' : `key_${part}`;
  return { ...groupingOf(field, key), part, key };
}

/** The groups by typed values, without those whose events have a text instead of a typed value. */
function typedGroups(parts: readonly Part[], kept: readonly Part[], { where, events }: Statement): string {
  const columns = parts.map(({ keys, words, key }) => (words ? `${words} AS ${key}` : keys.join(', ')));
  const sets = parts.map(({ key }) => [key]);
  const isSeries = parts.at(-1)?.part === SERIES;
  if (isSeries) {
    columns.push('e.report_date AS date_key');
    sets.at(-1)!.push('date_key');
  }
  const texts = parts.flatMap(({ part, key, words, text }) => [
    `part = ${part}`,
    words ? wordsOf(key) : `[${text}]`,
  ]);
  const others = kept.map(({ part, none }) => `NOT (part = ${part} AND ${none})`);
  const date = isSeries ? `if(part = ${SERIES}, toString(date_key), '')` : "''";
  return `SELECT part, ${date} AS date, multiIf(${texts.join(', ')}, ['']) AS texts, rows
    FROM (SELECT ${numberOf(parts)} AS part, '' AS kept_key, ${sets.flat().join(', ')}, count() AS rows
      FROM (SELECT ${columns.join(', ')} FROM ${events.from(where)})
      GROUP BY GROUPING SETS (${sets.map((keys) => `(${keys.join(', ')})`).join(', ')}, ()))
    WHERE ${others.join(' AND ') || '1'}`;
}

/** The part of a group, as SQL. */
function numberOf(parts: readonly Part[]): string {
  const cases = parts.flatMap(({ part, key }) => [`grouping(${key}) = 0`, part]);
  return `multiIf(${cases.join(', ')}, ${TOTAL})`;
}

/** The groups by text of the events without a typed value. Reading texts is expensive, so others are not read. */
function keptGroups(parts: readonly Part[], { where, events }: Statement): string {
  const columns = parts.flatMap(({ key, kept }) => [
    `${kept!.isOther} AS is_${key}`,
    `if(is_${key}, ${kept!.text}, '') AS ${key}`,
  ]);
  const keys = parts.map(({ key }) => `is_${key}, ${key}`);
  const texts = parts.flatMap(({ part, key }) => [`part = ${part}`, key]);
  const isOther = parts.map(({ part, key }) => `(part = ${part} AND is_${key})`);
  return `SELECT part, '' AS date, [multiIf(${texts.join(', ')}, '')] AS texts, rows
    FROM (SELECT ${numberOf(parts)} AS part, ${keys.join(', ')}, count() AS rows
      FROM (SELECT ${columns.join(', ')}
        FROM ${events.from(`(${where}) AND (${parts.map(({ kept }) => kept!.isOther).join(' OR ')})`)})
      GROUP BY GROUPING SETS (${keys.map((key) => `(${key})`).join(', ')}))
    WHERE ${isOther.join(' OR ')}`;
}

/** The answers of a pass. @throws SundialError `query-too-large` for more days and values than a series may have */
export function readOverview(rows: readonly OverviewRow[], { series, facets }: OverviewPass) {
  const ofPart = (part: number) => rows.filter((row) => row.part === part);
  const events = ofPart(TOTAL)[0]?.events ?? 0;
  return {
    events,
    series: series && seriesRows(ofPart(SERIES).map(({ date, value, events }) => ({ date, value, events }))),
    facets: new Map(facets.map(({ name }, index) => [name, valueCounts(name, ofPart(index), events)])),
  };
}
