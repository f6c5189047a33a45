// Declares the errors of a command line that asks for something impossible, or of a shell that permits too little.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const CLI_ERRORS = {
  usage: operator('{problem}', EXIT.usage),
  'too-few-files': operator(
    'too few files may be open at once. Allow 1024 or more, such as with "ulimit -n 1024"',
    EXIT.failed,
    500,
  ),
} as const satisfies Record<string, ErrorRow>;
