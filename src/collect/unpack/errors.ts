// Declares the errors of unpacking archives.
import { type ErrorRow, EXIT, operator, publisher } from '../../domain/error-row.js';

export const UNPACK_ERRORS = {
  'archive-corrupt': publisher('{file} is damaged or not a {format} file ({problem}). Fetch it again'),
  'archive-encrypted': operator(
    '{file} is encrypted. Unpack it with its password and load the result',
    EXIT.partial,
  ),
  'archive-zstd': operator(
    '{file} is compressed with zstd, which this Node ({version}) does not support. Run Sundial with Node 24, or 22.15 and later, or unpack it with "zstd -d"',
    EXIT.partial,
    415,
  ),
  'archive-limit': operator(
    '{file}: {problem} (limit {limit}). If you trust it, unpack it yourself and load the result',
    EXIT.partial,
    413,
  ),
  'archive-member-name': publisher(
    '{file} contains a member with an unsafe name, "{member}". The member was not unpacked',
  ),
} as const satisfies Record<string, ErrorRow>;
