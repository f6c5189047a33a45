// The statement of a facet: counts the values of a field in one pass over the events.
import type { Statement } from '../language/compile.js';
import type { Field } from '../language/field.js';
import { type Grouping, groupingOf } from '../language/values.js';
import { countedGroups, type Groups } from './counted.js';

/** The values of a field in the matching events. */
export interface ValueCounts {
  readonly field: string;
  /** Matching events, and the number of them without a value. */
  readonly events: number;
  readonly without: number;
  /** The total number of values. */
  readonly distinct: number;
  readonly values: readonly { readonly value: string; readonly events: number }[];
}

export interface FacetAnswer extends ValueCounts {
  readonly notes: readonly string[];
}

/** A row of the statement: a value, and the totals, which are the same in all rows. */
export interface FacetRow {
  readonly value: string;
  readonly events: number;
  readonly total: number;
  readonly without: number;
  readonly different: number;
}

/** Larger groupings spill to disk instead of failing. */
export const SPILL = 'SETTINGS max_bytes_before_external_group_by = 268435456';

/**
 * Texts are built only for groups that may be shown: the most frequent ones and, unless their keys have an order, those as
 * frequent as the last of them.
 *
 * @throws SundialError `query-invalid` for a field without values
 */
export function facetSql(field: Field, statement: Statement, limit: number, offset: number): string {
  const { bindings } = statement;
  const { sql, none, text, order } = countedGroups(field, statement) ?? eventGroups(field, statement);
  const last = bindings.bind('UInt64', limit + offset);
  const most = order ? `${order} LIMIT ${last}` : `LIMIT ${last} WITH TIES`;
  return `SELECT ${text} AS value, events, total, without, different
    FROM (SELECT *, sumIf(events, ${none}) OVER () AS without, countIf(NOT (${none})) OVER () AS different
      FROM (${sql})
      ORDER BY ${none}, events DESC${order ? ', ' : ' '}${most})
    ORDER BY value = '', events DESC, ${order ?? 'value'}
    LIMIT ${bindings.bind('UInt64', limit)} OFFSET ${bindings.bind('UInt64', offset)} ${SPILL}`;
}

/** The values and totals of a facet from its rows. @param events the number of matching events */
export function valueCounts(
  field: string,
  rows: readonly Omit<FacetRow, 'total'>[],
  events: number,
): ValueCounts {
  return {
    field,
    events,
    without: rows[0]?.without ?? 0,
    distinct: rows[0]?.different ?? 0,
    values: rows.filter(({ value }) => value !== '').map(({ value, events }) => ({ value, events })),
  };
}

/** The different words of a list, or the empty text for a list without words. */
export const wordsOf = (words: string): string => `if(empty(${words}), [''], arrayDistinct(${words}))`;

/** Groups from the events themselves. */
function eventGroups(field: Field, statement: Statement): Groups {
  const grouping = groupingOf(field);
  return { ...grouping, sql: groupsSql(grouping, statement) };
}

/** Each group with its number of events and the number in all groups. */
function groupsSql({ keys, kept, words }: Grouping, { where, events }: Statement): string {
  const grouped = (columns: readonly string[], condition: string) =>
    `SELECT ${columns.join(', ')}, count() AS events FROM ${events.from(condition)} GROUP BY ALL`;
  const withTotal = (groups: string) => `SELECT *, sum(events) OVER () AS total FROM (${groups})`;
  if (words)
    // There are far fewer distinct lists of words than rows.
    return `SELECT value_key, sum(rows) AS events, any(total) AS total
      FROM (SELECT arrayJoin(${wordsOf('words')}) AS value_key, events AS rows, total
        FROM (${withTotal(grouped([`${words} AS words`], where))}))
      GROUP BY value_key`;
  if (!kept) return withTotal(grouped(keys, where));
  const typed = grouped([...(kept.typedKeys ?? keys), "'' AS kept_key"], `(${where}) AND ${kept.isTyped}`);
  const others = grouped([...keys, `${kept.text} AS kept_key`], `(${where}) AND ${kept.isOther}`);
  return withTotal(`${typed} UNION ALL ${others}`);
}
