// Says where the records of MMDB files keep the values that Sundial takes: MaxMind, DB-IP and IPinfo name them
// differently.

import type { EnrichedName, EnrichedValues } from '../../domain/enriched.js';
import { foreignAsn, foreignCountry, foreignText } from '../foreign.js';

type Path = readonly (string | number)[];

/**
 * For each value the places where it may be, the first one that has it first:
 * - MaxMind (GeoLite2 and GeoIP2, https://dev.maxmind.com/geoip/docs/databases) and DB-IP, which follows it:
 *   `autonomous_system_*`, `isp` and `organization` at the top in ASN and ISP files, under `traits` in Enterprise;
 *   `country`, `registered_country`, `subdivisions` and `city` as maps with `iso_code` and `names`.
 * - IPinfo (https://ipinfo.io/developers/database-types): everything at the top as texts; `country` is a code, or a name
 *   beside `country_code` in IPinfo Lite.
 */
const MMDB_PATHS = {
  asn: [['autonomous_system_number'], ['traits', 'autonomous_system_number'], ['asn']],
  asName: [
    ['autonomous_system_organization'],
    ['traits', 'autonomous_system_organization'],
    ['as_name'],
    ['name'],
  ],
  organisation: [['organization'], ['traits', 'organization'], ['isp'], ['traits', 'isp']],
  country: [['registered_country', 'iso_code']],
  geo: [['country', 'iso_code'], ['country_code'], ['country']],
  region: [['subdivisions', 0, 'names', 'en'], ['region'], ['subdivisions', 0, 'iso_code']],
  city: [['city', 'names', 'en'], ['city']],
} as const satisfies Partial<Record<EnrichedName, readonly Path[]>>;

const READERS: Readonly<Record<keyof typeof MMDB_PATHS, (value: unknown) => string | number | undefined>> = {
  asn: foreignAsn,
  asName: foreignText,
  organisation: foreignText,
  country: foreignCountry,
  geo: foreignCountry,
  region: foreignText,
  city: foreignText,
};

/** The values in a record; empty if it has none of them. */
export function valuesOf(record: unknown): EnrichedValues {
  const values: Record<string, string | number> = {};
  for (const [name, paths] of Object.entries(MMDB_PATHS)) {
    const value = firstOf(record, paths, READERS[name as keyof typeof READERS]);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function firstOf<T>(
  record: unknown,
  paths: readonly Path[],
  read: (value: unknown) => T | undefined,
): T | undefined {
  for (const path of paths) {
    const value = read(path.reduce(member, record));
    if (value !== undefined) return value;
  }
  return undefined;
}

function member(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string | number, unknown>)[key];
}
