// Follows redirects where the request's rule allows it.
import { LIMITS } from '../domain/limits.js';
import { type Attempt, failure } from './failure.js';
import { type HttpRequest, target } from './request.js';
import type { HttpResponse } from './response.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Headers that prove who asks; another server is not given them. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie']);

/** Whether an answer is a redirect that the request's rule decides over; other methods than GET and HEAD are not repeated. */
export function isFollowed({ method = 'GET', redirects }: HttpRequest, { status }: HttpResponse): boolean {
  return redirects !== undefined && REDIRECTS.has(status) && /^(GET|HEAD)$/.test(method);
}

/** The request that a redirect leads to. @throws SundialError where it is not followed */
export function nextRequest(
  request: HttpRequest,
  { status, headers: { location = '' } }: HttpResponse,
  attempt: Attempt,
  redirects: number,
): HttpRequest {
  const from = new URL(request.origin + request.path);
  const refuse = (problem: string) => failure('redirect', attempt, { status, problem });
  if (location === '' || !URL.canParse(location, from.href)) throw refuse('it names no address');
  if (redirects >= LIMITS.httpRedirects) throw refuse(`more than ${LIMITS.httpRedirects} redirects`);
  const next = request.redirects?.(new URL(location, from), from);
  if (!next) throw refuse('it leads to another server');
  const isSameServer = next.origin === from.origin;
  return { ...request, ...target(next), ...(!isSameServer && { headers: withoutCredentials(request) }) };
}

function withoutCredentials({ headers = {} }: HttpRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.has(name)));
}
