// Declares the enricher from a list of known exploited vulnerabilities.
import type { EntryOptions } from '../../domain/source-entry.js';
import { enricherKind } from '../declaration.js';
import { PLACE_OPTIONS, PLACE_RENEWAL } from '../place/options.js';

export const KEV_OPTIONS = {
  ...PLACE_OPTIONS,
  from: {
    ...PLACE_OPTIONS.from,
    default: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
    example: '/srv/known_exploited_vulnerabilities.json',
  },
} as const satisfies EntryOptions;

export const KEV_KIND = enricherKind(
  { kind: 'kev' },
  {
    description:
      "A list of known exploited vulnerabilities: CISA's catalogue as JSON or CSV, or any CSV with a column cveID or cve.",
    entry: KEV_OPTIONS,
    required: [],
    shape: 'cves',
    renewal: PLACE_RENEWAL,
    gives: ['exploited'],
    open: async (entry, context) => (await import('./open.js')).openKev(entry, context),
  },
);
