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
    'enrichers need the embedded engine, and this store is on a ClickHouse server, which would need credentials of its own to look addresses up. Remove the list "enrichers", or store_url: see docs/how-to/clickhouse-server.md',
    EXIT.usage,
    400,
  ),
  'enricher-secret': operator('{key} cannot be read: {problem}', EXIT.usage, 500),
  'enricher-table': operator('{file}: {problems}', EXIT.failed, 422),
  'enricher-too-large': operator('{file} exceeds the size of a table (limit {limit})', EXIT.failed, 413),
  'enricher-auth': api(
    'auth',
    '{url}: the server refuses the sign-in ({problem}). Check the token of the enricher',
    'operator',
  ),
  'enricher-unreachable': api(
    'unreachable',
    '{url} cannot be fetched ({problem}). Check the address, or try again later',
    'operator',
    true,
  ),
} as const satisfies Record<string, ErrorRow>;
