// Declares the errors of invalid command lines and ids, and of shells with too strict limits.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const CLI_ERRORS = {
  usage: operator('{problem}', EXIT.usage),
  'quarantine-unknown': operator(
    'no row {id} was set aside. "sundial quarantine list" shows the rows with their ids',
    EXIT.usage,
    404,
  ),
  'too-few-files': operator(
    'the limit on open files is too low. Allow 1024 or more, for example with "ulimit -n 1024"',
    EXIT.failed,
    500,
  ),
  'too-little-memory': operator(
    'the limit on the address space of a process is too low. Allow 8 GiB or more, for example with "ulimit -v 8388608" (or LimitAS= of systemd); to limit the memory that is used, set memory_limit_mib',
    EXIT.failed,
    500,
  ),
} as const satisfies Record<string, ErrorRow>;
