// Declares errors about the reports that the pipeline takes in.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const PIPELINE_ERRORS = {
  'report-name-conflict': operator(
    '{file}: is the same report ({report}) as {other} but with other content. Load the older file first, then the newer one in a second command',
    EXIT.partial,
    409,
  ),
  'source-missing': operator(
    'there is nothing to fetch from. Set api_key and api_secret for the Reports API, or mail_source for a mailbox',
    EXIT.usage,
  ),
} as const satisfies Record<string, ErrorRow>;
