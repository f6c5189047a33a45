// Declares errors about the files that sources hand over.
import { type ErrorRow, EXIT, operator, publisher } from '../domain/error-row.js';

export const COLLECT_ERRORS = {
  'source-secret': {
    ...operator('{key} is missing, because {problem}. Set it, and start the command again', EXIT.usage),
    class: 'auth',
  },
  'path-missing': operator('{file}: no such file or folder. Check the path', EXIT.partial, 404),
  'file-unreadable': operator('{file} cannot be read ({problem}). Check its permissions', EXIT.partial),
  'report-name-unknown': operator(
    '{file}: the name does not identify a report. Rename the file to YYYY-MM-DD-<type>-<list>.csv, or use --type and --date',
    EXIT.partial,
  ),
  'file-empty': {
    ...publisher('{file} is empty, without even a header. Fetch the report again'),
    class: 'empty',
  },
  'file-changed': operator('{file} changed while it was being read. Load it again', EXIT.partial, 409),
  'file-not-a-report': {
    ...publisher(
      '{file}: {problem}. Sundial reads CSV and JSON reports, also in zip, gz, zst, tar, 7z and rar archives',
    ),
    class: 'malformed',
  },
} as const satisfies Record<string, ErrorRow>;
