// Declares the error of a command whose service ended first.
import { type ErrorRow, EXIT } from '../domain/error-row.js';

export const SOCKET_ERRORS = {
  'service-gone': {
    message:
      'the service that ran this command ended before it did. Look into its log, then run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
} as const satisfies Record<string, ErrorRow>;
