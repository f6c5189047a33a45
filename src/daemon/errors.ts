// Declares the error of starting a second service.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const DAEMON_ERRORS = {
  'service-running': operator(
    'the service is already running (process {process}). Stop it before starting another one',
    EXIT.failed,
    409,
  ),
} as const satisfies Record<string, ErrorRow>;
