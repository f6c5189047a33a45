// Follows redirects if the request's rule allows them.
import { LIMITS } from '../domain/limits.js';
import { type Attempt, failure } from './failure.js';
import { type HttpRequest, target } from './request.js';
import type { HttpResponse } from './response.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Headers with credentials, which are not sent to another server. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie']);

/**
 * Whether an answer is a redirect that the request's rule decides on; methods other than GET and HEAD are not
 * repeated.
 */
export function isFollowed({ method = 'GET', redirects }: HttpRequest, { status }: HttpResponse): boolean {
  return redirects !== undefined && REDIRECTS.has(status) && /^(GET|HEAD)$/.test(method);
}

/** The request to which a redirect leads. @throws SundialError if the redirect is not followed */
export function nextRequest(
  request: HttpRequest,
  { status, headers: { location = '' } }: HttpResponse,
  attempt: Attempt,
  redirects: number,
): HttpRequest {
  const from = new URL(request.origin + request.path);
  const refuse = (problem: string) => failure('redirect', attempt, { status, problem });
  if (location === '' || !URL.canParse(location, from.href)) throw refuse('it lacks an address');
  if (redirects >= LIMITS.httpRedirects) throw refuse(`more than ${LIMITS.httpRedirects} redirects`);
  const next = request.redirects?.(new URL(location, from), from);
  if (!next) throw refuse('it leads to another server');
  const isSameServer = next.origin === from.origin;
  return { ...request, ...target(next), ...(!isSameServer && { headers: withoutCredentials(request) }) };
}

function withoutCredentials({ headers = {} }: HttpRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.has(name)));
}
