// The errors of the output to Splunk; failures of the network have those of src/net.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const SPLUNK_ERRORS = {
  'splunk-token': api(
    'auth',
    '{what}: Splunk does not accept the token ({problem}). Nothing was sent; check token of the output, and that the token and the HTTP Event Collector are enabled',
    'operator',
  ),
  'splunk-index': api(
    'refused',
    '{what}: Splunk does not take events for this index ({problem}). They wait; create the index, permit it for the token, or change index of the output',
    'operator',
  ),
  'splunk-address': api(
    'refused',
    '{what}: {host} has no HTTP Event Collector at this address ({problem}). Nothing was sent; check url of the output, usually with port 8088',
    'operator',
  ),
  'splunk-channel': api(
    'refused',
    '{what}: the token and the option acknowledge do not fit ({problem}). Events wait; {advice}',
    'operator',
  ),
  'splunk-busy': api(
    'refused',
    '{what}: Splunk cannot take events at the moment ({problem}). The unfinished batch will be sent again',
    'operator',
    true,
  ),
  'splunk-unacknowledged': api(
    'timeout',
    '{what}: Splunk has not confirmed within {seconds} s that {requests} were indexed. The batch will be sent again, so events may be there twice, with the same id; check the indexers, that a load balancer keeps a client on one server, and ack_seconds of the output',
    'operator',
    true,
  ),
  'splunk-answer': api(
    'malformed',
    '{what}: the answer is not one of the HTTP Event Collector ({problem}). The batch will be sent again; check url of the output',
    'operator',
  ),
  'splunk-event-refused': operator(
    '{what}: Splunk refused event {message} ({problem}). The event was left out; send it again after changing Splunk',
    EXIT.partial,
  ),
} as const satisfies Record<string, ErrorRow>;
