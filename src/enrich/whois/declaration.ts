// Declares the enricher by bulk WHOIS in the form of Team Cymru.
import type { EntryOptions } from '../../domain/source-entry.js';
import { maxAgeOption } from '../asked/options.js';
import { enricherKind } from '../declaration.js';

export const WHOIS_OPTIONS = {
  host: {
    name: 'host',
    section: 'Enrichers',
    type: 'string',
    description:
      'The server. It has to know the bulk form of Team Cymru: begin, verbose, an address on each line, end.',
    default: 'whois.cymru.com',
    example: 'whois.example.net',
  },
  port: {
    name: 'port',
    section: 'Enrichers',
    type: 'integer',
    min: 1,
    max: 65_535,
    description: 'The port of the server.',
    default: 43,
    example: 4343,
  },
  max_age_days: maxAgeOption(7),
} as const satisfies EntryOptions;

export const WHOIS_KIND = enricherKind(
  { kind: 'whois' },
  {
    description:
      'Bulk WHOIS of Team Cymru: the origin of the addresses at hand, up to 10,000 of them in one connection.',
    entry: WHOIS_OPTIONS,
    required: [],
    shape: 'addresses',
    renewal: {
      age: 'for `max_age_days`',
      cache: 'an address',
      pace: 'one connection for 10,000 addresses',
      offline: 'nothing',
    },
    gives: ['asn', 'prefix', 'asName', 'registry', 'country'],
    open: async (entry) => (await import('./open.js')).openWhois(entry),
  },
);
