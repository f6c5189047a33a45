// Declares the enricher from MMDB files of MaxMind, DB-IP and IPinfo.
import type { EntryOptions } from '../../domain/source-entry.js';
import { enricherKind } from '../declaration.js';
import { PLACE_OPTIONS, PLACE_RENEWAL } from '../place/options.js';
import { MMDB_ERRORS } from './errors.js';

export const MMDB_OPTIONS = {
  ...PLACE_OPTIONS,
  from: { ...PLACE_OPTIONS.from, example: '/usr/share/GeoIP/GeoLite2-City.mmdb' },
} as const satisfies EntryOptions;

export const MMDB_KIND = enricherKind(
  { kind: 'mmdb', errors: MMDB_ERRORS },
  {
    description:
      'Files in the format MMDB of MaxMind, DB-IP and IPinfo: systems, organisations, countries, regions and cities.',
    entry: MMDB_OPTIONS,
    required: ['from'],
    shape: 'table',
    renewal: PLACE_RENEWAL,
    gives: ['asn', 'asName', 'organisation', 'country', 'geo', 'region', 'city'],
    open: async (entry, context) => (await import('./open.js')).openMmdbEnricher(entry, context),
  },
);
