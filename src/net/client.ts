// Sends requests to HTTP servers: through the environment's proxies, with time limits, and only to permitted
// addresses.
import type { Dispatcher } from 'undici';
import type { Clock } from '../domain/clock.js';
import { type ConnectionOptions, Connections } from './connections.js';
import { type Attempt, connectionFailure, type FailureCodes, NET_CODES } from './failure.js';
import { isFollowed, nextRequest } from './redirects.js';
import type { HttpRequest } from './request.js';
import { RequestBody } from './request-body.js';
import { HttpResponse } from './response.js';
import { rejectionOf, statusFailure } from './status.js';

export interface HttpOptions extends ConnectionOptions {
  /** Reads Retry-After headers that name a date. */
  readonly clock: Clock;
  /** The errors for failures; omitted = `NET_CODES`. */
  readonly codes?: FailureCodes;
}

/** Connections to any number of servers, opened when needed and kept open until `close`. */
export class HttpClient {
  private readonly connections: Connections;
  private readonly codes: FailureCodes;
  private readonly clock: Clock;

  constructor(options: HttpOptions) {
    this.connections = new Connections(options);
    this.codes = options.codes ?? NET_CODES;
    this.clock = options.clock;
  }

  /**
   * Sends a request once and waits for the header of an answer with an accepted status; `withRetries` repeats it.
   *
   * @throws SundialError
   */
  async send(request: HttpRequest): Promise<HttpResponse> {
    const deadline = request.totalMs === undefined ? undefined : AbortSignal.timeout(request.totalMs);
    let asked = request;
    for (let redirects = 0; ; redirects++) {
      const attempt = this.attempt(asked, deadline);
      const response = await exchange(asked, attempt, this.connections);
      if (!isFollowed(request, response)) return this.accepted(request, response, attempt);
      response.discard();
      asked = nextRequest(asked, response, attempt, redirects);
    }
  }

  /** Closes all connections; requests in progress fail as cancelled. */
  close(): Promise<void> {
    return this.connections.close();
  }

  private attempt({ about, origin, idleMs, totalMs, signal }: HttpRequest, deadline?: AbortSignal): Attempt {
    const { host } = new URL(origin);
    return { codes: this.codes, about, host, idleMs, totalMs, deadline, signal };
  }

  private async accepted(request: HttpRequest, response: HttpResponse, attempt: Attempt) {
    if (request.accepts?.(response.status) ?? isSuccess(response.status)) return response;
    const rejection = await rejectionOf(response, request.secrets ?? [], this.clock());
    throw request.explain?.(rejection) ?? statusFailure(rejection, attempt);
  }
}

const isSuccess = (status: number) => status >= 200 && status < 300;

async function exchange(
  request: HttpRequest,
  given: Attempt,
  connections: Connections,
): Promise<HttpResponse> {
  const body = new RequestBody(request.body);
  let attempt = given;
  try {
    const { dispatcher, proxy } = await connections.route(request.origin);
    attempt = { ...given, proxy };
    const answer = await dispatcher.request(outgoing(request, body, given));
    return new HttpResponse(answer, attempt, request.maxBytes);
  } catch (thrown) {
    throw body.failure ?? connectionFailure(thrown, attempt);
  }
}

function outgoing(
  { origin, path, method = 'GET', headers, idleMs }: HttpRequest,
  body: RequestBody,
  { signal, deadline }: Attempt,
): Dispatcher.RequestOptions {
  const signals = [signal, deadline].filter((each) => each !== undefined);
  return {
    origin,
    path,
    method,
    headers: { 'accept-encoding': 'identity', ...headers },
    body: body.bytes,
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
  };
}
