// The enriched columns of processed files, which follow a report's own columns.
import { ENRICHED_AT, ENRICHED_BY, ENRICHED_VALUES, type EnrichedValues } from '../domain/enriched.js';

/** What is known about an address, and how and when it was got. */
export interface EnrichedAddress {
  readonly values: EnrichedValues;
  /** The enrichers that were asked, with their versions. */
  readonly by: string;
  /** In ISO form. */
  readonly at: string;
}

/** Looks up addresses as they were on a report date, YYYY-MM-DD; without enrichers, all addresses are absent. */
export type Enrich = (
  addresses: readonly string[],
  date: string,
) => Promise<ReadonlyMap<string, EnrichedAddress>>;

/** The names of the enriched columns, in the order of the files. */
export const ENRICHED_COLUMNS: readonly string[] = [
  ...ENRICHED_VALUES.map(({ field }) => field),
  ENRICHED_BY,
  ENRICHED_AT,
];

/** The position of a column among the enriched ones. */
export const ENRICHED_GEO = ENRICHED_COLUMNS.indexOf('enriched_geo');

/** The cells of the enriched columns. */
export function enrichedCells({ values, by, at }: EnrichedAddress): string[] {
  return [...ENRICHED_VALUES.map(({ name }) => String(values[name] ?? '')), by, at];
}
