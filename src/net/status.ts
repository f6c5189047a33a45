// Reads the explanation in an unsuccessful answer, and turns the answer into an error.
import type { SundialError } from '../domain/errors.js';
import type { Secret } from '../domain/secret.js';
import { type Attempt, type FailureKind, failure } from './failure.js';
import { retryAfterMs } from './pace.js';
import type { Rejection } from './request.js';
import type { HttpResponse } from './response.js';
import { serverWords } from './words.js';

/** Reads the start of the body, and abandons the rest. */
export async function rejectionOf(
  response: HttpResponse,
  secrets: readonly Secret[],
  now: Date,
): Promise<Rejection> {
  const { status, headers } = response;
  const body = await response.start();
  const said = serverWords(body, secrets);
  return {
    status,
    body,
    said,
    problem: said ? `HTTP ${status}: ${said}` : `HTTP ${status}`,
    retryAfterMs: retryAfterMs(headers['retry-after'], now),
  };
}

/** The usual error for a status. */
export function statusFailure(
  { status, said, problem, retryAfterMs }: Rejection,
  attempt: Attempt,
): SundialError {
  return failure(kindOf(status), attempt, {
    status,
    problem,
    said: said || problem,
    ...(retryAfterMs > 0 && { retryAfterMs }),
  });
}

function kindOf(status: number): FailureKind {
  if (status >= 500) return 'failed';
  if (status >= 300 && status < 400) return 'redirect';
  return KINDS[status] ?? 'refused';
}

const KINDS: Readonly<Record<number, FailureKind>> = {
  401: 'auth',
  403: 'forbidden',
  404: 'not-found',
  429: 'busy',
};
