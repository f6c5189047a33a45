// The errors of the output to MongoDB.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const MONGODB_ERRORS = {
  'mongodb-auth': api(
    'auth',
    '{what}: the server refused the sign-in ({problem}). Nothing was sent; check username, password and auth_source of the output',
    'operator',
  ),
  'mongodb-tls': api(
    'auth',
    '{what}: no encrypted connection that the connection string accepts ({problem}). Nothing was sent; check its options for TLS, such as tlsCAFile',
    'operator',
  ),
  'mongodb-unreachable': api(
    'unreachable',
    '{what} cannot be reached, or closed the connection ({problem}). The unfinished batch will be sent again; check the address of the output, or wait',
    'operator',
    true,
  ),
  'mongodb-timeout': api(
    'timeout',
    '{what}: no answer in time ({problem}). The unfinished batch will be sent again; check the load of the server, and the timeouts in the connection string',
    'operator',
    true,
  ),
  'mongodb-busy': api(
    'refused',
    '{what}: the server cannot write at the moment ({problem}). The unfinished batch will be sent again; check its disk and its replica set',
    'operator',
    true,
  ),
  'mongodb-rights': api(
    'refused',
    '{what}: user {user} lacks rights ({problem}). Nothing was sent; give the user the role {role}',
    'operator',
  ),
  'mongodb-refused': api(
    'refused',
    '{what}: the server refused a command ({problem}). The unfinished batch will be sent again; check the database, its indexes and its validation rules',
    'operator',
  ),
  'mongodb-document-refused': operator(
    '{what}: the server does not accept the document {id} in {place} ({problem}). The document was left out; send it again after changing the indexes or validation rules of the collection',
    EXIT.partial,
  ),
  'mongodb-document-too-large': operator(
    '{what}: the document {id} has {bytes} bytes, and MongoDB accepts at most {limit}. The document was left out; to send a part of it, choose fields in the output',
    EXIT.partial,
  ),
} as const satisfies Record<string, ErrorRow>;
