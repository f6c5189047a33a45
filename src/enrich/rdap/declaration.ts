// Declares the enricher by RDAP.
import type { EntryOptions } from '../../domain/source-entry.js';
import { maxAgeOption } from '../asked/options.js';
import { enricherKind } from '../declaration.js';
import { RDAP_ERRORS } from './errors.js';

export const RDAP_OPTIONS = {
  bootstrap_ipv4: {
    name: 'bootstrap_ipv4',
    section: 'Enrichers',
    type: 'string',
    description:
      "The file, or the http(s) address, that names each registry's server for IPv4 (RFC 9224). The path of a file is absolute.",
    default: 'https://data.iana.org/rdap/ipv4.json',
    example: '/srv/rdap/ipv4.json',
  },
  bootstrap_ipv6: {
    name: 'bootstrap_ipv6',
    section: 'Enrichers',
    type: 'string',
    description: 'The same for IPv6.',
    default: 'https://data.iana.org/rdap/ipv6.json',
    example: '/srv/rdap/ipv6.json',
  },
  pause_ms: {
    name: 'pause_ms',
    section: 'Enrichers',
    type: 'integer',
    min: 0,
    max: 3_600_000,
    description: 'The milliseconds between the starts of two requests to one registry.',
    default: 1_000,
    example: 5_000,
  },
  most: {
    name: 'most',
    section: 'Enrichers',
    type: 'integer',
    min: 1,
    max: 100_000,
    description:
      'The number of addresses of each registry in one update, those with most events first; the next update asks about further ones. Addresses in a known network need no request.',
    default: 2_000,
    example: 500,
  },
  private_servers: {
    name: 'private_servers',
    section: 'Enrichers',
    type: 'boolean',
    description:
      'Whether servers, and those to which they redirect, may be on this machine or in a private network, such as an own copy of a registry.',
    default: false,
    example: true,
  },
  max_age_days: maxAgeOption(30),
} as const satisfies EntryOptions;

export const RDAP_KIND = enricherKind(
  { kind: 'rdap', errors: RDAP_ERRORS },
  {
    description:
      "The registries' RDAP servers: holder, country and contact for abuse of the networks of the addresses at hand.",
    entry: RDAP_OPTIONS,
    required: [],
    shape: 'addresses',
    renewal: {
      age: 'for `max_age_days`',
      cache: 'the network of an answer',
      pace: '`pause_ms` and `most` for each registry',
      offline: 'nothing',
    },
    gives: ['registry', 'country', 'organisation', 'abuse'],
    open: async (entry, context) => (await import('./open.js')).openRdap(entry, context),
  },
);
