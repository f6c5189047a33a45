// Declares the errors of importing an inventory; `{option}` is the start of the names of its options.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const INVENTORY_ERRORS = {
  'inventory-invalid': operator('{file}: {problems}. Nothing was changed', EXIT.usage, 422),
  'inventory-database-auth': api(
    'auth',
    '{what}: the database refused the sign-in ({problem}). Nothing was changed; check the user in {option}_source, and {option}_password',
    'operator',
  ),
  'inventory-database-unreachable': api(
    'unreachable',
    '{what} cannot be reached ({problem}). Nothing was changed; check {option}_source, or try again later',
    'operator',
    true,
  ),
  'inventory-database-timeout': api(
    'timeout',
    '{what}: no answer within {seconds} s. Nothing was changed; check {option}_query, or try again later',
    'operator',
    true,
  ),
  'inventory-database-refused': api(
    'refused',
    '{what}: the database refuses {option}_query ({problem}). Nothing was changed',
    'operator',
  ),
  'inventory-command-failed': operator(
    '{what} failed ({problem}). Nothing was changed; run {option}_command yourself, as the same user, to see why',
    EXIT.failed,
    502,
  ),
  'inventory-command-timeout': api(
    'timeout',
    '{what}: it did not end within {seconds} s. Nothing was changed; check {option}_command, or try again later',
    'operator',
    true,
  ),
  'inventory-unreachable': {
    message:
      '{url} cannot be fetched ({problem}). Nothing was changed; check {option}_source, or try again later',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 502,
  },
  'inventory-too-large': operator(
    '{file} exceeds the size of an inventory (limit {limit}). Nothing was changed',
    EXIT.usage,
    413,
  ),
} as const satisfies Record<string, ErrorRow>;
