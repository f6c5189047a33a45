// Declares the keys that every entry of `enrichers` may have.
import type { EntryOptions } from '../domain/source-entry.js';

/** The keys of every enricher, whatever its kind. */
export const ENRICHER_OPTIONS = {
  every_hours: {
    name: 'every_hours',
    section: 'Enrichers',
    type: 'integer',
    min: 0,
    max: 8_760,
    description:
      'The hours after which the service renews the table, or asks about new addresses; 0 = only "sundial enrich update" does.',
    default: 24,
    example: 168,
  },
  versions: {
    name: 'versions',
    section: 'Enrichers',
    type: 'integer',
    min: 1,
    max: 60,
    description:
      'The versions of the table that stay in the store: an event gets the values of the version that was valid on its report date.',
    default: 1,
    example: 12,
  },
} as const satisfies EntryOptions;
