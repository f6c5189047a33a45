// Declares the errors of commands that run in another process.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const SOCKET_ERRORS = {
  'socket-foreign': operator(
    '{file}: belongs to another user or is open to others, so no command is handed over there. Remove it, or choose a data_dir with a shorter path',
    EXIT.failed,
    403,
  ),
  'turn-left': operator(
    'the command was interrupted while it waited for its turn; nothing was changed',
    EXIT.failed,
    409,
  ),
  'turn-busy': {
    message:
      'another command is writing ({holder}), and only one writes at a time. Try again when it has ended, or wait for it with --wait SECONDS; commands that read work meanwhile',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'service-gone': {
    message:
      'the process that ran this command (the service, or a command that holds the store) ended before it did. Look into its log, then run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
} as const satisfies Record<string, ErrorRow>;
