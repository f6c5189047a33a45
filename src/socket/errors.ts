// Declares the errors of commands that run in another process.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const SOCKET_ERRORS = {
  'socket-foreign': operator(
    '{file} belongs to another user or is accessible to others, so Sundial does not send commands through it. Remove {entry}, and restart "sundial serve" if it is running',
    EXIT.failed,
    403,
  ),
  'socket-long': operator(
    'a socket cannot be at {file}, nor in the folders for temporary files, because their paths are too long (limit {bytes} bytes). Choose a data_dir with a shorter path, or set XDG_RUNTIME_DIR or TMPDIR to a folder with a shorter one',
    EXIT.failed,
    500,
  ),
  'socket-lost': operator(
    '{folder} is in use by another process{holder}, but the socket through which that process receives commands, {file}, no longer exists. Restart that process. So that this does not happen again, do not start it from a login session, whose folder for sockets is removed at its end, or choose a data_dir with a shorter path, which can hold the socket itself',
    EXIT.failed,
    503,
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
