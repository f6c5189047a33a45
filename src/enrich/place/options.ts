// Declares the options of enrichers whose table is a file, or comes from a server, and how all of them are renewed.
import type { Renewal } from '../../domain/enricher-entry.js';
import type { EntryOptions } from '../../domain/source-entry.js';

export const PLACE_OPTIONS = {
  from: {
    name: 'from',
    section: 'Enrichers',
    type: 'string',
    description:
      'The file, or the http(s) address, of the table; it may be compressed with gzip. The path of a file is absolute.',
    default: '',
    example: 'https://tables.example.org/networks.csv.gz',
  },
  token: {
    name: 'token',
    section: 'Enrichers',
    type: 'string',
    secret: true,
    description: 'The bearer token to send to the address.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
} as const satisfies EntryOptions;

export const PLACE_RENEWAL: Renewal = {
  age: 'until a newer table is read',
  cache: 'a table that did not change',
  pace: 'one request',
  offline: 'read files',
};
