// The HTTP server without routes: errors as JSON, security headers, limits on requests.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { asSundialError, SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import type { Log } from '../domain/log.js';
import { Connections } from './connections.js';

/** Answers are for programs, so browsers must not execute, frame, cache or sniff them. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
/** A slower client is disconnected, because headers have a few kilobytes and bodies are small. */
export interface Pace {
  readonly headerMs: number;
  readonly requestMs: number;
  readonly idleMs: number;
  /** How often Node checks connections against their time limits. */
  readonly lookMs: number;
}

const PACE: Pace = { headerMs: 5_000, requestMs: 15_000, idleMs: 5_000, lookMs: 1_000 };

/** A server without routes. */
export function makeHttp(log: Log, pace: Pace = PACE): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: LIMITS.requestBytes,
    requestTimeout: pace.requestMs,
    keepAliveTimeout: pace.idleMs,
    http: { headersTimeout: pace.headerMs, connectionsCheckingInterval: pace.lookMs },
    forceCloseConnections: true,
    // The proxy in front logs the client's address; an address in a client's header proves nothing.
    trustProxy: false,
  });
  new Connections().watch(app.server);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    // Refuses an unknown route before reading the body.
    if (request.is404) throw missing(app, request, reply);
  });
  app.addHook('onResponse', async (request, reply) => {
    log.debug('answered', {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
    });
  });
  app.setErrorHandler((thrown, _request, reply) => answerError(thrown, reply, log));
  return app;
}

/** The error of a request without a route: unknown path, or wrong method. */
function missing(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): SundialError {
  const path = request.url.split('?', 1)[0]!;
  const methods = METHODS.filter((method) => app.hasRoute({ method, url: path }));
  if (methods.length === 0) return new SundialError('route-unknown');
  reply.header('allow', methods.join(', '));
  return new SundialError('method-refused', { methods: methods.join(', ') });
}

function answerError(thrown: unknown, reply: FastifyReply, log: Log): void {
  const { statusCode } = thrown as { statusCode?: number };
  if (!(thrown instanceof SundialError) && statusCode && statusCode < 500) {
    // Requests that fastify itself refuses, such as too large a body or an invalid header.
    const refused = new SundialError('request-refused', { problem: (thrown as Error).message });
    send(reply, statusCode, refused.code, refused.message);
    return;
  }
  const error = asSundialError(thrown);
  if (error.row.http >= 500) log.error('a request failed', { code: error.code, problem: error.message });
  // Details of unexpected errors go only to the log.
  const message = error.code === 'internal' ? 'something went wrong inside Sundial' : error.message;
  send(reply, error.row.http, error.code, message);
}

function send(reply: FastifyReply, status: number, code: string, message: string): void {
  void reply.code(status).send({ error: { code, message } });
}
