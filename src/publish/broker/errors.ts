// The errors of outputs to brokers, whatever their protocol.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const BROKER_ERRORS = {
  'broker-auth': api(
    'auth',
    '{what}: the broker refused the sign-in ({problem}). Nothing was sent; check username and password of the output',
    'operator',
  ),
  'broker-tls': api(
    'auth',
    '{what}: no encrypted connection that tls and ca_file of the output accept ({problem}). Nothing was sent; check both',
    'operator',
  ),
  'broker-unreachable': api(
    'unreachable',
    '{what} cannot be reached, or closed the connection ({problem}). The unfinished batch will be sent again; check host and port of the output, or wait',
    'operator',
    true,
  ),
  'broker-timeout': api(
    'timeout',
    '{what}: no answer within {seconds} s. The unfinished batch will be sent again; check the broker, and tls and timeout of the output',
    'operator',
    true,
  ),
  'broker-busy': api(
    'refused',
    '{what}: the broker cannot take messages at the moment ({problem}). The unfinished batch will be sent again; {advice}',
    'operator',
    true,
  ),
  'broker-refused': api(
    'refused',
    '{what}: the broker refused a command ({problem}). The unfinished batch will be sent again; {advice}',
    'operator',
  ),
  'broker-unrouted': api(
    'refused',
    '{what}: {receivers} for {place}, so the broker would discard its messages. The unfinished batch will be sent again; {advice}',
    'operator',
    true,
  ),
  'broker-message-refused': operator(
    '{what}: message {message} cannot be sent ({problem}). It was left out; {advice}',
    EXIT.partial,
  ),
} as const satisfies Record<string, ErrorRow>;
