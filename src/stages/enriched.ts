// The enriched columns of processed files, which follow a report's own columns.

/** The values of one address, and how and when they were got; each may be absent. */
export interface EnrichedValues {
  readonly asn?: string | number;
  readonly prefix?: string;
  readonly asName?: string;
  readonly registry?: string;
  readonly country?: string;
  readonly organisation?: string;
  readonly abuse?: string;
  readonly geo?: string;
  readonly region?: string;
  readonly city?: string;
  readonly hostname?: string;
  /** The names of the enrichers and versions. */
  readonly by?: string;
  /** In ISO form. */
  readonly at?: string;
}

/** Looks up addresses as they were on a report date, YYYY-MM-DD; addresses about which nothing is known are absent. */
export type Enrich = (
  addresses: readonly string[],
  date: string,
) => Promise<ReadonlyMap<string, EnrichedValues>>;

const COLUMNS = [
  ['enriched_asn', 'asn'],
  ['enriched_prefix', 'prefix'],
  ['enriched_as_name', 'asName'],
  ['enriched_registry', 'registry'],
  ['enriched_country', 'country'],
  ['enriched_organisation', 'organisation'],
  ['enriched_abuse', 'abuse'],
  ['enriched_geo', 'geo'],
  ['enriched_region', 'region'],
  ['enriched_city', 'city'],
  ['enriched_hostname', 'hostname'],
  ['enriched_by', 'by'],
  ['enriched_at', 'at'],
] as const satisfies readonly (readonly [string, keyof EnrichedValues])[];

/** The names of the enriched columns, in the order of the files. */
export const ENRICHED_COLUMNS: readonly string[] = COLUMNS.map(([column]) => column);

/** The position of a column among the enriched ones. */
export const ENRICHED_GEO = ENRICHED_COLUMNS.indexOf('enriched_geo');

/** The values as the cells of the enriched columns. */
export function enrichedCells(values: EnrichedValues): string[] {
  return COLUMNS.map(([, name]) => String(values[name] ?? ''));
}
