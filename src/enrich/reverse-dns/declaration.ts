// Declares the enricher by reverse DNS.
import type { EntryOptions } from '../../domain/source-entry.js';
import { maxAgeOption } from '../asked/options.js';
import { enricherKind } from '../declaration.js';

export const REVERSE_DNS_OPTIONS = {
  resolver: {
    name: 'resolver',
    section: 'Enrichers',
    type: 'string',
    description:
      "The address of the resolver, with a port if it is not 53; empty = the system's. An own resolver that caches spares public ones.",
    default: '',
    example: '192.0.2.53',
  },
  at_once: {
    name: 'at_once',
    section: 'Enrichers',
    type: 'integer',
    min: 1,
    max: 256,
    description: 'The number of questions that may wait for an answer at the same time.',
    default: 32,
    example: 8,
  },
  timeout_ms: {
    name: 'timeout_ms',
    section: 'Enrichers',
    type: 'integer',
    min: 10,
    max: 60_000,
    description: 'The milliseconds to wait for an answer before the question is sent once more.',
    default: 3_000,
    example: 1_000,
  },
  max_age_days: maxAgeOption(7),
} as const satisfies EntryOptions;

export const REVERSE_DNS_KIND = enricherKind(
  { kind: 'reverse_dns' },
  {
    description: 'Reverse DNS: the host names of the addresses at hand.',
    entry: REVERSE_DNS_OPTIONS,
    required: [],
    shape: 'addresses',
    renewal: {
      age: 'for `max_age_days`',
      cache: 'an address',
      pace: '`at_once`',
      offline: 'nothing',
    },
    gives: ['hostname'],
    open: async (entry) => (await import('./open.js')).openReverseDns(entry),
  },
);
