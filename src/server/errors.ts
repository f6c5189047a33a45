// Declares the errors of HTTP requests and of listening for them.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const SERVER_ERRORS = {
  'http-unavailable': operator(
    'cannot listen on {address} ({problem}). Choose another address with {options}; port 0 turns it off',
    EXIT.failed,
    503,
  ),
  'certificate-unusable': operator(
    '{file} does not hold a certificate in PEM that belongs to the private key in {key}. Correct the options that name them',
    EXIT.usage,
    500,
  ),
  'route-unknown': operator('this path does not exist', EXIT.usage, 404),
  'method-refused': operator('this path only accepts {methods}', EXIT.usage, 405),
  'request-refused': operator('the request was refused: {problem}', EXIT.usage, 400),
} as const satisfies Record<string, ErrorRow>;
