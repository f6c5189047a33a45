// Declares the errors of the Reports API, whose texts go to constituents: none may contain more than their own request.
import { type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const REPORTS_API_ERRORS = {
  'call-refused': operator('the API key or the signature is not valid', EXIT.authentication, 401),
  'call-expired': operator('the API key has expired', EXIT.authentication, 401),
  'call-forbidden': operator('the API key does not permit {method}', EXIT.authentication, 403),
  'call-unknown': operator('unknown method', EXIT.usage, 404),
  'call-gone': operator('no report has this id', EXIT.usage, 404),
  'call-cursor-gone': operator('{reason}. Start over without a cursor', EXIT.usage, 410),
  'call-unencrypted': operator('a secret may only be sent over TLS', EXIT.usage, 403),
  'call-malformed': operator('the body is not one JSON object', EXIT.usage, 400),
  'call-invalid': operator('{field}: {problem}', EXIT.usage, 400),
  'call-filter-missing': operator('No supported report filters found', EXIT.usage, 400),
  'call-report-unknown': operator('"{report}" is not one of your reports: {reports}', EXIT.usage, 404),
  'call-report-needed': operator(
    'you have several reports ({reports}). Name the ones you mean in "report"',
    EXIT.usage,
    400,
  ),
  'call-type-unknown': operator(
    'report type "{type}" is not known{nearest}. reports/types lists the types of your reports',
    EXIT.usage,
    404,
  ),
  'call-failed': operator('something went wrong inside the server', EXIT.failed, 500),
  'call-too-often': operator('too many requests. Try again in {seconds} s', EXIT.failed, 429),
  'call-unavailable': {
    message: 'the server cannot answer at the moment. Try again later',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'call-too-large': operator(
    'the request needs more memory than permitted. Narrow it by date, type or network',
    EXIT.failed,
    413,
  ),
  'call-timeout': operator(
    'the request took longer than permitted. Narrow it by date, type or network',
    EXIT.failed,
    503,
  ),
} as const satisfies Record<string, ErrorRow>;
