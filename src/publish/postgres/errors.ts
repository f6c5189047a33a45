// The errors of the output to PostgreSQL.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const POSTGRES_ERRORS = {
  'postgres-auth': api(
    'auth',
    '{what}: the server refused the sign-in ({problem}). Nothing was sent; check user, password and tls of the output',
    'operator',
  ),
  'postgres-tls': api(
    'auth',
    '{what}: the server offers no connection that tls and ca_file of the output accept ({problem}). Nothing was sent; check both',
    'operator',
  ),
  'postgres-unreachable': api(
    'unreachable',
    '{what} cannot be reached, or closed the connection ({problem}). The unfinished batch will be sent again; check host and port of the output, or wait',
    'operator',
    true,
  ),
  'postgres-timeout': api(
    'timeout',
    '{what}: no answer in time ({problem}). The unfinished batch will be sent again; check the server for locks and long statements',
    'operator',
    true,
  ),
  'postgres-busy': api(
    'refused',
    '{what}: the server cannot do more at the moment ({problem}). The unfinished batch will be sent again; check its disk, memory and number of connections',
    'operator',
    true,
  ),
  'postgres-rights': api(
    'refused',
    '{what}: user {user} lacks rights ({problem}). Nothing was sent; {advice}',
    'operator',
  ),
  'postgres-tables': api('refused', '{what}: {problem}. Nothing was sent; {advice}', 'operator'),
  'postgres-refused': api(
    'refused',
    '{what}: the server refused a statement ({problem}). The unfinished batch will be sent again; check the tables and triggers of the database',
    'operator',
  ),
  'postgres-event-refused': operator(
    '{what}: the server does not accept event {event} ({problem}). The event was left out; send it again after changing the table',
    EXIT.partial,
  ),
} as const satisfies Record<string, ErrorRow>;
