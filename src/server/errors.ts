// Declares the errors of HTTP requests and of listening for them.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const SERVER_ERRORS = {
  'http-unavailable': operator(
    '{address}: cannot be listened on ({problem}). Choose another with http_host and http_port, or http_port 0 for none',
    EXIT.failed,
    503,
  ),
  'route-unknown': operator('nothing is here', EXIT.usage, 404),
  'method-refused': operator('this can only be asked for with {methods}', EXIT.usage, 405),
  'request-refused': operator('the request was refused: {problem}', EXIT.usage, 400),
} as const satisfies Record<string, ErrorRow>;
