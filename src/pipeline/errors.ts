// Declares errors about taking in reports.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const PIPELINE_ERRORS = {
  'report-name-conflict': operator(
    '{file} is the same report ({report}) as {other} but with different content. Load the older file first, then the newer one in a second command',
    EXIT.partial,
    409,
  ),
  'message-not-found': operator(
    'there is no message {id}. "sundial mail list" shows messages, and at least the first {least} digits name one',
    EXIT.usage,
    404,
  ),
  'source-missing': operator(
    'no source is set up. Set api_key and api_secret for the Reports API, mail_source for a mailbox, or the list sources',
    EXIT.usage,
  ),
  'source-slow': {
    ...operator('no answer came within {seconds} s. Try again later', EXIT.failed, 504),
    class: 'timeout',
  },
} as const satisfies Record<string, ErrorRow>;
