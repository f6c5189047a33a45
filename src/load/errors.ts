// Declares the errors of loading reports.
import { type ErrorRow, EXIT } from '../domain/error-row.js';

export const LOAD_ERRORS = {
  'load-count-mismatch': {
    message:
      '{file}: the engine stored {stored} rows, but {read} were read. Nothing became visible; run the command again',
    who: 'developer',
    retry: true,
    exit: EXIT.failed,
    http: 500,
  },
} as const satisfies Record<string, ErrorRow>;
