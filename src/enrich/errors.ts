// Declares the errors of enrichers.
import { api, type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const ENRICH_ERRORS = {
  'enricher-unknown': operator('no enricher is named "{enricher}"{nearest}', EXIT.usage, 404),
  'enricher-none': operator(
    'no enricher is configured. Name some in the list "enrichers" of sundial.yaml: see docs/how-to/enrichment.md',
    EXIT.usage,
    404,
  ),
  'enricher-server': operator(
    'enrichers need the embedded engine, and this store is on a ClickHouse server. Remove the list "enrichers", or store_url',
    EXIT.usage,
    400,
  ),
  'enricher-secret': operator('{key} cannot be read: {problem}', EXIT.usage, 500),
  'enricher-table': operator('{file}: {problems}. The table from before stays in use', EXIT.failed, 422),
  'enricher-too-large': operator(
    '{file} exceeds the size of a table of networks (limit {limit}). The table from before stays in use',
    EXIT.failed,
    413,
  ),
  'enricher-auth': api(
    'auth',
    '{url}: the server refuses the sign-in ({problem}). The table from before stays in use; check the token of the enricher',
    'operator',
  ),
  'enricher-unreachable': api(
    'unreachable',
    '{url} cannot be fetched ({problem}). The table from before stays in use; check the address, or try again later',
    'operator',
    true,
  ),
} as const satisfies Record<string, ErrorRow>;
