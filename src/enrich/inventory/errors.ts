// Declares the errors of importing an inventory.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const INVENTORY_ERRORS = {
  'inventory-invalid': operator('{file}: {problems}. Nothing was changed', EXIT.usage, 422),
  'inventory-database-auth': api(
    'auth',
    '{what}: the database refused the sign-in ({problem}). Nothing was changed; check the user in inventory_source, and inventory_password',
    'operator',
  ),
  'inventory-database-unreachable': api(
    'unreachable',
    '{what} cannot be reached ({problem}). Nothing was changed; check inventory_source, or try again later',
    'operator',
    true,
  ),
  'inventory-database-timeout': api(
    'timeout',
    '{what}: no answer within {seconds} s. Nothing was changed; check inventory_query, or try again later',
    'operator',
    true,
  ),
  'inventory-database-refused': api(
    'refused',
    '{what}: the database refuses inventory_query ({problem}). Nothing was changed',
    'operator',
  ),
  'inventory-unreachable': {
    message:
      '{url} cannot be fetched ({problem}). Nothing was changed; check inventory_source, or try again later',
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
