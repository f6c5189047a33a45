// Declares the errors of constituents.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const CONSTITUENT_ERRORS = {
  'constituents-invalid': operator('{place}: {problems}. Nothing was changed', EXIT.usage, 422),
  'constituents-too-large': operator(
    '{file} exceeds the size of a file of constituents (limit {limit}). Nothing was changed',
    EXIT.usage,
    413,
  ),
  'constituent-exists': operator(
    'there is already a constituent {id}. "sundial constituents edit {id}" changes it',
    EXIT.usage,
    409,
  ),
  'constituent-unknown': operator(
    'there is no constituent {id}{nearest}. "sundial constituents list" lists them',
    EXIT.usage,
    404,
  ),
} as const satisfies Record<string, ErrorRow>;
