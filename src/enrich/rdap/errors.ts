// Declares the errors of the enricher by RDAP.
import { type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const RDAP_ERRORS = {
  'rdap-bootstrap': operator(
    '{file} is not a bootstrap file of RDAP ({problem}). Fetch ipv4.json or ipv6.json from https://data.iana.org/rdap/ again',
    EXIT.failed,
    422,
  ),
} as const satisfies Record<string, ErrorRow>;
