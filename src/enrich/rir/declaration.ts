// Declares the enricher from the statistics of delegations that the regional registries publish.
import type { EntryOptions } from '../../domain/source-entry.js';
import { enricherKind } from '../declaration.js';
import { PLACE_OPTIONS, PLACE_RENEWAL } from '../place/options.js';

export const RIR_OPTIONS = {
  ...PLACE_OPTIONS,
  from: {
    ...PLACE_OPTIONS.from,
    example: 'https://ftp.ripe.net/pub/stats/ripencc/delegated-ripencc-extended-latest',
  },
} as const satisfies EntryOptions;

export const RIR_KIND = enricherKind(
  { kind: 'rir' },
  {
    description:
      'Statistics of delegated addresses from a regional registry, or of all registries from the NRO, plain or extended: the registry, the country of the allocation, its day, and the mark of its holder.',
    entry: RIR_OPTIONS,
    required: ['from'],
    shape: 'table',
    renewal: PLACE_RENEWAL,
    gives: ['registry', 'country', 'allocated', 'holder'],
    open: async (entry, context) => (await import('./open.js')).openRir(entry, context),
  },
);
