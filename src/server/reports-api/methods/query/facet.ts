// Facets as the Reports API answers them: the values of a field with their counts, the most frequent first.
import type { EventQueries } from '../../../../query/index.js';
import type { Caller } from '../../method.js';
import { categoryOf } from './ask.js';
import type { PartQuery } from './part.js';

/** A value under the field's name, and its count. */
type Row = Readonly<Record<string, string | number>>;

interface Counted {
  readonly value: string;
  readonly events: number;
}

/** There are far fewer report types. */
const ALL_TYPES = 10_000;

type FacetQuery = PartQuery & { readonly facet: string };

/** @throws SundialError those of `EventQueries` */
export async function facetOf(queries: EventQueries, query: FacetQuery, caller: Caller): Promise<Row[]> {
  const found = query.facet.toLowerCase() === 'type' ? categories : valuesOf;
  const values = await found(queries, query, caller);
  return values.map(({ value, events }) => ({ [query.facet]: value, count: events }));
}

async function valuesOf(
  queries: EventQueries,
  query: FacetQuery,
  { signal }: Caller,
): Promise<readonly Counted[]> {
  return (await queries.facet(query, { signal })).values;
}

/** Upstream's `type` is a category, which covers several report types. */
async function categories(queries: EventQueries, query: FacetQuery, caller: Caller): Promise<Counted[]> {
  const { limit, page } = query;
  const types = await valuesOf(queries, { ...query, page: 1, limit: ALL_TYPES }, caller);
  const counts = new Map<string, number>();
  for (const { value, events } of types) {
    const category = categoryOf(value, caller.catalogue);
    counts.set(category, (counts.get(category) ?? 0) + events);
  }
  const sorted = [...counts].map(([value, events]) => ({ value, events }));
  sorted.sort((a, b) => b.events - a.events || (a.value < b.value ? -1 : 1));
  return sorted.slice((page - 1) * limit, page * limit);
}
