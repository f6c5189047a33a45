// Declares the errors of the Reports API: its calls and its downloads.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const API_ERRORS = {
  'api-credentials': {
    ...operator(
      'the Reports API needs a key and a secret. Set api_key and api_secret, write ~/.shadowserver.api, or add an account to sources',
      EXIT.usage,
    ),
    class: 'auth',
  },
  'api-auth': api(
    'auth',
    '{what}: access was refused ({problem}). Check the key and the secret, and that the key has the "reports" group',
    'operator',
  ),
  'api-refused': api('refused', '{what}: the Reports API refused the request: {said}', 'operator'),
  'api-not-found': api(
    'refused',
    '{what}: the server does not know this method or report ({problem}). Check api_url and the name; a listed report may have been withdrawn',
  ),
  'api-busy': api(
    'refused',
    '{what}: the server asks for fewer requests ({problem}). Raise request_delay_seconds, or try later',
    'operator',
    true,
  ),
  'api-failed': api(
    'unreachable',
    '{what}: the server failed ({problem}). Try again later',
    'publisher',
    true,
  ),
  'api-retired': api(
    'retired',
    '{what}: the publisher withdrew this method in October 2025 (HTTP {status}). Reports are downloaded by their id: "sundial fetch"',
    'operator',
  ),
  'api-redirect': api(
    'refused',
    '{what}: the server answered with a redirect that is not followed. Check api_url and download_url',
  ),
  'api-timeout': api(
    'timeout',
    '{what}: {problem}. Try again later, or raise request_timeout_seconds',
    'publisher',
    true,
  ),
  'api-unreachable': api(
    'unreachable',
    '{what}: {host} cannot be reached ({problem}). Check the network, the proxy variables, api_url and download_url',
    'operator',
    true,
  ),
  'api-untrusted': api(
    'unreachable',
    '{what}: the certificate of {host} is not trusted ({problem}). Check the clock and api_url, and whether something intercepts the connection',
    'operator',
  ),
  'api-cut': api('partial', '{what}: the answer ended early ({problem}). Try again', 'publisher', true),
  'api-list-full': api(
    'partial',
    '{what}: more than {limit} reports are listed, and the request cannot be divided further. Narrow fetch_lists or fetch_types',
  ),
  'api-malformed': api('malformed', '{what}: the answer is not what was expected ({problem})'),
  'api-too-large': api('malformed', '{what}: the answer is too large (limit {limit})'),
  'api-not-tried': {
    ...api(
      'partial',
      '{what} was not fetched after an earlier failure ({problem}). The next fetch tries again',
    ),
    retry: true,
  },
  'api-cancelled': {
    message: '{what} was interrupted. Complete reports are kept; run the command again for the rest',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 499,
  },
  'disk-low': {
    message:
      '{file} was not fetched, because less than {limit} MiB would stay free under {folder}. Free space, or lower min_free_disk_mib',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 507,
  },
} as const satisfies Record<string, ErrorRow>;
