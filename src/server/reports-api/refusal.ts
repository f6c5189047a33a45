// Turns errors into the form that the publisher's clients expect, without anything that is not the caller's.
import { type ErrorCode, SundialError } from '../../domain/errors.js';
import type { Refusal } from '../http.js';
import { TAXII_ERRORS } from '../taxii/errors.js';
import { REPORTS_API_ERRORS } from './errors.js';

/** Errors of stations whose texts are about the caller's own request, and may be shown. */
const SHOWN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(Object.keys({ ...REPORTS_API_ERRORS, ...TAXII_ERRORS }) as ErrorCode[]),
  ...(['request-refused', 'route-unknown', 'method-refused'] as const),
  ...(['query-invalid', 'query-too-large', 'cursor-invalid', 'field-unknown', 'type-ambiguous'] as const),
]);

/** Errors that are told in other words, because their texts are for the operator. The other words may use the details. */
const TOLD: Partial<Record<ErrorCode, ErrorCode>> = {
  'report-changed': 'call-gone',
  'type-unknown': 'call-type-unknown',
  'query-timeout': 'call-timeout',
  'query-cancelled': 'call-timeout',
  'query-memory': 'call-too-large',
};

/** Seconds after which a client may ask again if the server cannot answer. */
const RETRY_SECONDS = 5;

/** Publisher's call-api.py and others: any status but 200 is an error, which the member `error` explains. */
export function upstreamForm(error: SundialError, status: number): Refusal {
  const told = toldAs(error);
  const isItself = told === error;
  const seconds = isItself ? error.details.seconds : undefined;
  return {
    status: isItself ? status : told.row.http,
    ...([429, 503].includes(told.row.http) && {
      headers: { 'retry-after': String(seconds ?? RETRY_SECONDS) },
    }),
    body: { error: told.message },
  };
}

function toldAs(error: SundialError): SundialError {
  if (SHOWN.has(error.code)) return error;
  const other = TOLD[error.code] ?? (error.row.http === 503 ? 'call-unavailable' : 'call-failed');
  return new SundialError(other, error.details);
}
