// The fields of what enrichers know, which stand beside those of the report.
import { ENRICHED_AT, ENRICHED_BY, ENRICHED_VALUES, type EnrichedName } from '../../domain/enriched.js';
import type { Field } from './field.js';

/** A field, and what it answers. */
export interface EnrichedField {
  readonly field: Field;
  readonly answer: string;
}

const ANSWERS: Readonly<Record<EnrichedName, string>> = {
  asn: 'the autonomous system that announces the address of `ip`',
  prefix: 'the routed prefix around the address',
  asName: 'the name of that autonomous system',
  registry: 'the regional registry that delegated the address',
  country: 'the country of the allocation',
  allocated: 'the day of the allocation, as YYYY-MM-DD',
  holder: 'the mark that the registry gives to all networks of the same holder',
  organisation: 'the organisation that holds the address',
  abuse: 'the contact for abuse',
  geo: 'the country where the address is used',
  region: 'the region where the address is used',
  city: 'the city where the address is used',
  hostname: 'the reverse name of the address',
};

/** Texts that are compared without regard to case. */
const FOLDED: readonly EnrichedName[] = ['country', 'geo', 'registry', 'asName', 'organisation', 'abuse'];

/** Every enriched field. */
export const ENRICHED_FIELDS: readonly EnrichedField[] = [
  ...ENRICHED_VALUES.map(({ name, field, kind }): EnrichedField => {
    const isHost = name === 'hostname';
    const folded = isHost ? ('host' as const) : FOLDED.includes(name) ? ('lower' as const) : undefined;
    return {
      field: {
        ...{ name: field, sql: `e.${field}` },
        ...(kind === 'u32' ? { kind: 'number' } : { kind: 'text', wildcards: true }),
        ...(folded && { folded }),
      },
      answer: `${ANSWERS[name]}, from the first enricher that knows it`,
    };
  }),
  {
    field: { name: ENRICHED_BY, kind: 'text', sql: `e.${ENRICHED_BY}`, wildcards: true },
    answer: 'the enrichers and versions of their tables that were consulted',
  },
  {
    field: { name: ENRICHED_AT, kind: 'time', sql: `e.${ENRICHED_AT}` },
    answer: 'when the event was enriched',
  },
];
