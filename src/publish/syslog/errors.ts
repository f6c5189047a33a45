// The errors of the output to syslog.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const SYSLOG_ERRORS = {
  'syslog-unreachable': api(
    'unreachable',
    '{what} cannot be reached ({problem}). Messages wait and will be sent; check transport, host and port of the output, or wait',
    'operator',
    true,
  ),
  'syslog-tls': api(
    'auth',
    '{what}: no encrypted connection that ca_file of the output accepts ({problem}). Nothing was sent; check both sides',
    'operator',
  ),
  'syslog-cut': api(
    'partial',
    '{what}: the connection ended before the receiver had read the whole batch ({problem}). The batch will be sent again, so messages may arrive twice, with the same externalId',
    'operator',
    true,
  ),
  'syslog-timeout': api(
    'timeout',
    '{what}: the receiver has not read the batch and closed the connection within {seconds} s. The batch will be sent again; check the receiver, and timeout of the output',
    'operator',
    true,
  ),
  'syslog-unwritable': operator(
    '{what}: {file} cannot be written ({problem}). Records wait and will be written; check the folder, its rights and its disk',
    EXIT.failed,
    500,
  ),
  'syslog-too-long': operator(
    '{what}: message {message} has {bytes} bytes, more than {limit}. The message was left out; raise max_bytes of the output and the limit of the receiver, or set other_columns: false',
    EXIT.partial,
  ),
} as const satisfies Record<string, ErrorRow>;
