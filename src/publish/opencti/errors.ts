// The errors of the output to OpenCTI.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const OPENCTI_ERRORS = {
  'opencti-setting': operator('{key} {problem}. Expected {expected}', EXIT.usage),
  'opencti-auth': api(
    'auth',
    '{what}: the platform does not accept the token for this ({problem}). Nothing was sent; check opencti_token, and that its user has the role Connector',
    'operator',
  ),
  'opencti-refused': api(
    'refused',
    '{what}: the platform refused the request {operation} ({problem}). The report will be sent again; check the version of the platform and the options of the output',
    'operator',
  ),
  'opencti-failed': api(
    'unreachable',
    '{what}: the platform failed at the request {operation} ({problem}). The report will be sent again',
    'operator',
    true,
  ),
  'opencti-queue-full': api(
    'refused',
    '{what}: {megabytes} MB wait in the queue of the connector, and opencti_queue_mb permits {limit}. Nothing is sent until the workers of the platform have caught up',
    'operator',
    true,
  ),
  'opencti-broker-missing': api(
    'refused',
    '{what}: the registration names no broker, so nothing can be sent over AMQP. Set opencti_push_by to api',
    'operator',
  ),
  'opencti-objects-refused': operator(
    '{what}: {objects} objects of {report} were left out, the first one because: {problem}. All others were sent',
    EXIT.partial,
  ),
  'opencti-taxii-pending': api(
    'timeout',
    '{what}: the server has not processed the objects within {seconds} s. The report will be sent again',
    'operator',
    true,
  ),
} as const satisfies Record<string, ErrorRow>;
