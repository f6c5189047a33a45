// Declares the enricher from the scores of the Exploit Prediction Scoring System.
import type { EntryOptions } from '../../domain/source-entry.js';
import { enricherKind } from '../declaration.js';
import { PLACE_OPTIONS, PLACE_RENEWAL } from '../place/options.js';

export const EPSS_OPTIONS = {
  ...PLACE_OPTIONS,
  from: {
    ...PLACE_OPTIONS.from,
    default: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
    example: '/srv/epss_scores-current.csv.gz',
  },
} as const satisfies EntryOptions;

export const EPSS_KIND = enricherKind(
  { kind: 'epss' },
  {
    description:
      'The scores of the Exploit Prediction Scoring System (EPSS), as the CSV that FIRST publishes daily.',
    entry: EPSS_OPTIONS,
    required: [],
    shape: 'cves',
    renewal: PLACE_RENEWAL,
    gives: ['epss'],
    open: async (entry, context) => (await import('./open.js')).openEpss(entry, context),
  },
);
