// Translates failed requests to the Reports API into errors that name its options.
import { SundialError } from '../../domain/errors.js';
import { type FailureCodes, NET_CODES, type Rejection } from '../../net/index.js';

export const API_CODES: FailureCodes = {
  ...NET_CODES,
  auth: 'api-auth',
  forbidden: 'api-auth',
  'not-found': 'api-not-found',
  refused: 'api-refused',
  busy: 'api-busy',
  failed: 'api-failed',
  redirect: 'api-redirect',
  timeout: 'api-timeout',
  unreachable: 'api-unreachable',
  untrusted: 'api-untrusted',
  cut: 'api-cut',
  malformed: 'api-malformed',
  'too-large': 'api-too-large',
  cancelled: 'api-cancelled',
};

/** Withdrawn since October 2025 (OpenCTI connectors, issue 4973); reports are downloaded by their id instead. */
const RETIRED_METHOD = 'reports/download';
const RETIRED_STATUSES: ReadonlySet<number> = new Set([404, 410, 503]);

/** The error of a method that the publisher has withdrawn; undefined for every other answer. */
export function retiredFailure(method: string, { status }: Rejection): SundialError | undefined {
  const isRetired = method === RETIRED_METHOD && RETIRED_STATUSES.has(status);
  return isRetired ? new SundialError('api-retired', { what: method, status }) : undefined;
}
