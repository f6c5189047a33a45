// The series of a view: counts by day and value as lists over all days, and how many reports each day lacks.
import type { Catalogue } from '../../catalogue/index.js';
import { addDays } from '../../domain/days.js';
import { grouped } from '../../domain/grouped.js';
import { askedValues, type Query, type StatsAnswer, typesNamed } from '../../query/index.js';
import type { MissingReport } from '../../triage/index.js';

/** Values that can be told apart by their colours; all others are one more. */
const MOST_VALUES = 8;
/** Ten years: more days than a chart has points. */
const MOST_DAYS = 3_660;

interface Days {
  readonly from: string;
  readonly to: string;
}

interface Series {
  readonly days: string[];
  readonly values: { readonly value: string; readonly events: number[] }[];
  readonly rest: number[];
}

/**
 * @param rows by date
 * @param asked the days of the query; omitted = from the first to the last event
 */
export function seriesOf(rows: StatsAnswer['rows'], asked?: Days): Series {
  const seen = rows.map(({ date }) => date);
  const days = daysOf(asked ?? { from: seen[0] ?? '', to: seen.at(-1) ?? '' });
  const places = new Map(days.map((date, at) => [date, at]));
  const zeros = () => days.map(() => 0);
  const add = (counts: number[], { date, events }: StatsAnswer['rows'][number]) => {
    const at = places.get(date);
    if (at !== undefined) counts[at]! += events;
  };
  const sum = (of: StatsAnswer['rows']) => of.reduce((total, { events }) => total + events, 0);
  const values = [...grouped(rows, ({ value }) => value)].sort(
    ([a, those], [b, these]) => sum(these) - sum(those) || (a < b ? -1 : 1),
  );
  const counted = (of: StatsAnswer['rows']) => {
    const counts = zeros();
    for (const row of of) add(counts, row);
    return counts;
  };
  return {
    days,
    values: values.slice(0, MOST_VALUES).map(([value, of]) => ({ value, events: counted(of) })),
    rest: counted(values.slice(MOST_VALUES).flatMap(([, of]) => of)),
  };
}

/** All days, or the last ones if there are too many. */
function daysOf({ from, to }: Days): string[] {
  if (from === '') return [];
  const days: string[] = [];
  for (let day = to; day >= from && days.length < MOST_DAYS; day = addDays(day, -1)) days.unshift(day);
  return days;
}

/** How many reports of the types and lists of a query are missing on each of the days. */
export function missingByDay(
  days: readonly string[],
  missing: readonly MissingReport[],
  { query = {} }: Query,
  { catalogue, stored }: { readonly catalogue: Catalogue; readonly stored: readonly string[] },
): number[] {
  const types = askedValues(query.type).flatMap((name) => typesNamed(name, catalogue, stored));
  const lists = askedValues(query.list);
  const counts = new Map(days.map((date) => [date, 0]));
  for (const { list, type, date } of missing)
    if (
      counts.has(date) &&
      (types.length === 0 || types.includes(type)) &&
      (lists.length === 0 || lists.includes(list))
    )
      counts.set(date, counts.get(date)! + 1);
  return [...counts.values()];
}
