// Declares the enricher from tables of routed prefixes and the autonomous systems that announce them.
import type { EntryOptions } from '../../domain/source-entry.js';
import { enricherKind } from '../declaration.js';
import { PLACE_OPTIONS, PLACE_RENEWAL } from '../place/options.js';

export const PREFIXES_OPTIONS = {
  ...PLACE_OPTIONS,
  from: { ...PLACE_OPTIONS.from, example: '/srv/tables/routeviews-rv2-20260115-1200.pfx2as.gz' },
} as const satisfies EntryOptions;

export const PREFIXES_KIND = enricherKind(
  { kind: 'prefixes' },
  {
    description:
      'A table of routed prefixes: in the form pfx2as of CAIDA (from RouteViews), as CSV (prefix, number of the autonomous system, its name) or as JSON lines. The autonomous system, the prefix, and the name if the table has it.',
    entry: PREFIXES_OPTIONS,
    required: ['from'],
    shape: 'table',
    renewal: PLACE_RENEWAL,
    gives: ['asn', 'prefix', 'asName'],
    open: async (entry, context) => (await import('./open.js')).openPrefixes(entry, context),
  },
);
