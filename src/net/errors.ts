// Declares the errors of outgoing HTTP, in words that suit every server.
import { api, type ErrorRow, EXIT } from '../domain/error-row.js';

export const NET_ERRORS = {
  'net-auth': api(
    'auth',
    '{what}: the server rejected the credentials ({problem}). Check the user, password, key or token',
    'operator',
  ),
  'net-forbidden': api(
    'auth',
    '{what}: the server refused access ({problem}). Check what the credentials permit',
    'operator',
  ),
  'net-not-found': api(
    'refused',
    '{what}: {host} does not know this address ({problem}). Check the address',
    'operator',
  ),
  'net-refused': api('refused', '{what}: the server refused the request ({problem})', 'operator'),
  'net-busy': api(
    'refused',
    '{what}: the server asks for fewer requests ({problem}). Try again later',
    'operator',
    true,
  ),
  'net-failed': api(
    'unreachable',
    '{what}: the server failed ({problem}). Try again later',
    'operator',
    true,
  ),
  'net-redirect': api(
    'refused',
    '{what}: {host} answered with a redirect that is not followed ({problem}). Check the address',
    'operator',
  ),
  'net-private': api(
    'refused',
    '{what}: {host} is or resolves to a private address, to which nothing is sent',
    'operator',
  ),
  'net-proxy': api(
    'unreachable',
    '{what}: the proxy does not forward the request ({problem}). Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY',
    'operator',
  ),
  'net-timeout': api('timeout', '{what}: {problem}. Try again later', 'operator', true),
  'net-unreachable': api(
    'unreachable',
    '{what}: {host} cannot be reached ({problem}). Check the address, the network and the proxy variables',
    'operator',
    true,
  ),
  'net-untrusted': api(
    'unreachable',
    '{what}: the certificate of {host} is not trusted ({problem}). Check the clock and the address, or name the certificate authority in NODE_EXTRA_CA_CERTS',
    'operator',
  ),
  'net-cut': api('partial', '{what}: the answer ended early ({problem}). Try again', 'operator', true),
  'net-malformed': api('malformed', '{what}: the answer is not what was expected ({problem})', 'operator'),
  'net-too-large': api('malformed', '{what}: the answer is too large (limit {limit})', 'operator'),
  'net-cancelled': {
    message: '{what} was interrupted. Run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 499,
  },
} as const satisfies Record<string, ErrorRow>;
