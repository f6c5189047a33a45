// Declares the enricher from an own table of networks, as CSV or JSON.
import { ENRICHED_VALUES } from '../../domain/enriched.js';
import type { EntryOptions } from '../../domain/source-entry.js';
import { enricherKind } from '../declaration.js';
import { PLACE_OPTIONS, PLACE_RENEWAL } from '../place/options.js';

export const CSV_OPTIONS = {
  ...PLACE_OPTIONS,
  from: { ...PLACE_OPTIONS.from, example: '/srv/networks.csv' },
} as const satisfies EntryOptions;

export const CSV_KIND = enricherKind(
  { kind: 'csv' },
  {
    description:
      'An own table of networks, as CSV with a header or as JSON: the column network, and any of asn, prefix, as_name, registry, country, allocated, holder, organisation, abuse, geo, region, city and hostname.',
    entry: CSV_OPTIONS,
    required: ['from'],
    shape: 'table',
    renewal: PLACE_RENEWAL,
    gives: ENRICHED_VALUES.map(({ name }) => name),
    open: async (entry, context) => (await import('./open.js')).openCsv(entry, context),
  },
);
