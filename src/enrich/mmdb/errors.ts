// Declares the errors of MMDB files.
import { type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const MMDB_ERRORS = {
  'mmdb-invalid': operator(
    '{file} is not a usable MMDB file ({problem}). The earlier table stays; fetch the file again',
    EXIT.failed,
    422,
  ),
} as const satisfies Record<string, ErrorRow>;
