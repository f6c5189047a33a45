// Declares the error of a command line that asks for something impossible.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const CLI_ERRORS = {
  usage: operator('{problem}', EXIT.usage),
} as const satisfies Record<string, ErrorRow>;
