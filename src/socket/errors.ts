// Declares the errors of commands that run in another process.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const SOCKET_ERRORS = {
  'socket-foreign': operator(
    '{file} belongs to another user, is accessible to others, or has too long a path, so Sundial does not send commands through it. Remove {file}, or choose a data_dir with a shorter path',
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
      'another command is writing ({holder}), and only one command can write at a time. Try again when it has ended, or wait for it with --wait SECONDS; commands that only read work in the meantime',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'service-gone': {
    message:
      'the process that ran this command (the service, or a command that holds the store) ended before the command did. Check its log, then run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
} as const satisfies Record<string, ErrorRow>;
