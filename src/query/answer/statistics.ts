// The statement of statistics: events per day and another property.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Statement } from '../language/compile.js';
import { SPILL } from './facet.js';

/** The properties by which statistics can be broken down. */
export type StatsBy = 'type' | 'geo' | 'asn' | 'severity' | 'tag';

export interface StatsRow {
  readonly date: string;
  readonly value: string;
  readonly events: number;
}

export interface StatsAnswer {
  readonly by: string;
  /** By date, then by falling count. Rows without a value count under ''. */
  readonly rows: readonly StatsRow[];
  readonly notes: readonly string[];
}

interface Key {
  readonly sql: string;
  readonly text: string;
}

const KEYS: Readonly<Record<StatsBy, Key>> = {
  type: { sql: 'e.report_type', text: 'toString(key)' },
  geo: { sql: 'e.geo', text: 'toString(key)' },
  asn: { sql: 'e.asn', text: "if(key = 0, '', toString(key))" },
  severity: { sql: 'e.severity', text: "if(key = 'none', '', toString(key))" },
  tag: {
    sql: "arrayJoin(if(empty(e.tags), [''], arrayDistinct(CAST(e.tags AS Array(String)))))",
    text: 'key',
  },
};
/** The key of a counted value: a value that could not be typed counts as missing here. */
const COUNTED: Key = { sql: "if(e.kept = 1, '', toString(e.value))", text: 'key' };

/** Days and values with their number of events; one row more than the limit, so that an excess is noticed. */
export function statsSql(by: StatsBy, statement: Statement): string {
  const counts = statement.countsOf(by);
  const key = counts && by !== 'type' ? COUNTED : KEYS[by];
  const events = counts ? 'sum(e.events)' : 'count()';
  return `SELECT toString(date) AS date, ${key.text} AS value, events FROM (
      SELECT e.report_date AS date, ${key.sql} AS key, ${events} AS events
      FROM ${counts ?? statement.source} GROUP BY date, key LIMIT ${LIMITS.statsRows + 1})
      ORDER BY date, events DESC, value ${SPILL}`;
}

/** The rows, unless there were too many for one answer. @throws SundialError `query-too-large` */
export function seriesRows(rows: readonly StatsRow[]): readonly StatsRow[] {
  const limit = LIMITS.statsRows;
  if (rows.length > limit)
    throw new SundialError('query-too-large', { problem: 'these are too many days and values', limit });
  return rows;
}
