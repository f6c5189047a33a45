// The errors of the output to webhooks; failures of the network have those of src/net.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const WEBHOOK_ERRORS = {
  'webhook-auth': api(
    'auth',
    '{what}: the receiver does not accept the signature ({problem}). Nothing was sent; check that both sides have the same secret and that their clocks agree',
    'operator',
  ),
  'webhook-address': api(
    'refused',
    '{what}: {host} takes no webhooks at this address ({problem}). Nothing was sent; check url of the output, or remove the output',
    'operator',
  ),
  'webhook-check-refused': api(
    'refused',
    '{what}: the receiver refused a request without messages ({problem}). Let it answer requests of type sundial.check with 204',
    'operator',
  ),
  'webhook-message-refused': operator(
    '{what}: the receiver refused message {message} ({problem}). The message was left out; send it again after changing the receiver',
    EXIT.partial,
  ),
} as const satisfies Record<string, ErrorRow>;
