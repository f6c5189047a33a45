// Declares the errors of keys.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const ACCESS_ERRORS = {
  'key-unknown': operator('there is no key {id}{nearest}. "sundial keys list" lists them', EXIT.usage, 404),
  'key-ended': operator('the key {id} no longer works. "sundial keys add" makes a new one', EXIT.usage, 409),
  'keys-file-invalid': operator(
    '{file} cannot be read as a file of keys ({problem}), so no key works. Restore the file, or remove it and make new keys with "sundial keys add"',
    EXIT.failed,
    503,
  ),
  'keys-file-busy': operator(
    'another "sundial keys" is changing the keys (process {holder}, {file}). Run the command again when it has ended',
    EXIT.failed,
    409,
  ),
  'keys-file-unwritable': operator(
    '{file} cannot be written ({problem}). Check the permissions of its folder, or name another place with keys_file',
    EXIT.failed,
    500,
  ),
} as const satisfies Record<string, ErrorRow>;
