// Groups and totals from the counts of loads instead of the events, for queries that the counts can answer.
import type { Statement } from '../language/compile.js';
import type { Field } from '../language/field.js';
import { type Grouping, groupingOf } from '../language/values.js';

/** The groups of a facet, as SQL: a SELECT of the group's keys, its number of `events`, and the `total` of all events. */
export interface Groups extends Pick<Grouping, 'none' | 'text' | 'order'> {
  readonly sql: string;
}

/** The field whose counts are the numbers of events. */
const EVENTS = 'type';
/** Fields that all events of a load share, so that the numbers of events are enough to know their values. */
const OF_LOAD: readonly string[] = ['type', 'date', 'list'];

/** The number of matching events as SQL; undefined if the counts are insufficient. */
export function countedEvents(statement: Statement): string | undefined {
  const source = statement.countsOf(EVENTS);
  return source && `SELECT sum(e.events) AS count FROM ${source}`;
}

/** The groups of a facet; undefined if the counts are insufficient. */
export function countedGroups(field: Field, statement: Statement): Groups | undefined {
  const isOfLoad = OF_LOAD.includes(field.name);
  const source = statement.countsOf(isOfLoad ? EVENTS : field.name);
  if (source === undefined) return undefined;
  // An event with several words has several rows, so the events are counted separately.
  const total = `(${countedEvents(statement)}) AS total`;
  const grouping = isOfLoad
    ? groupingOf(field)
    : { keys: ['e.value AS value_key'], none: "value_key = ''", text: 'toString(value_key)' };
  return {
    ...grouping,
    sql: `SELECT ${grouping.keys.join(', ')}, sum(e.events) AS events, ${total} FROM ${source} GROUP BY ${grouping.keys.map((_, at) => at + 1).join(', ')}`,
  };
}
