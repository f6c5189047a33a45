// The HTTP server without routes: errors as JSON, security headers, limits on requests.
import type { TlsOptions } from 'node:tls';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { asSundialError, SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import type { Log } from '../domain/log.js';
import { Connections } from './connections.js';
import { addressError, refuseBytes } from './unreadable.js';

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

/** An error as it is answered. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Writes an error in the form of a protocol. @param path of the request; '' for bytes that are no request */
export type RefusalForm = (error: SundialError, status: number, path: string) => Refusal;

export interface HttpOptions {
  readonly log: Log;
  /** Time limits for clients; tests use shorter ones. */
  readonly pace?: Pace | undefined;
  /** The form of errors; omitted = code and message. */
  readonly refusal?: RefusalForm;
  /** Called with each request before anything else, also if its path does not exist. */
  readonly began?: (request: FastifyRequest, reply: FastifyReply) => void;
  /** The longest body, in bytes. */
  readonly bodyLimit?: number;
  /** How long a connection may transfer nothing while an answer is made or sent, in milliseconds; omitted = forever. */
  readonly silenceMs?: number;
  /** The certificate of HTTPS; omitted = plain HTTP. */
  readonly tls?: TlsOptions | undefined;
  /** Addresses and networks of proxies whose header X-Forwarded-For is believed; omitted = none. */
  readonly trustedProxies?: readonly string[];
}

/** A server without routes. */
export function makeHttp(options: HttpOptions): FastifyInstance {
  const { log, pace = PACE, refusal = coded, trustedProxies = [], tls, silenceMs = 0 } = options;
  const connections = new Connections();
  const looks = { headersTimeout: pace.headerMs, connectionsCheckingInterval: pace.lookMs };
  const app = Fastify({
    logger: false,
    bodyLimit: options.bodyLimit ?? LIMITS.requestBytes,
    connectionTimeout: silenceMs,
    requestTimeout: pace.requestMs,
    keepAliveTimeout: pace.idleMs,
    ...(tls ? { https: { ...tls, ...looks } } : { http: looks }),
    forceCloseConnections: true,
    // An address in a client's own header proves nothing.
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    frameworkErrors: (thrown, request, reply) => {
      void reply.headers(HEADERS);
      options.began?.(request as FastifyRequest, reply as FastifyReply);
      const error = addressError(thrown);
      refuse(reply as FastifyReply, refusal(error, error.row.http, pathOf(request as FastifyRequest)));
    },
    clientErrorHandler: (thrown, socket) =>
      refuseBytes(socket, thrown, {
        form: (error, status) => refusal(error, status, ''),
        headers: HEADERS,
        isAnswering: connections.isAnswering(socket),
      }),
  }) as FastifyInstance;
  connections.watch(app.server);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    options.began?.(request, reply);
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
  app.setErrorHandler((thrown, request, reply) => {
    refuse(
      reply,
      refusalOf(thrown, (error, status) => refusal(error, status, pathOf(request)), log),
    );
  });
  return app;
}

function refuse(reply: FastifyReply, { status, headers, body }: Refusal): void {
  void reply
    .code(status)
    .headers({ ...headers })
    .send(body);
}

/** The error of a request without a route: unknown path, or wrong method. */
function missing(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): SundialError {
  const path = pathOf(request);
  const methods = METHODS.filter((method) => app.hasRoute({ method, url: path }));
  if (methods.length === 0) return new SundialError('route-unknown');
  reply.header('allow', methods.join(', '));
  return new SundialError('method-refused', { methods: methods.join(', ') });
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0]!;

function refusalOf(
  thrown: unknown,
  refusal: (error: SundialError, status: number) => Refusal,
  log: Log,
): Refusal {
  const { statusCode } = thrown as { statusCode?: number };
  if (!(thrown instanceof SundialError) && statusCode && statusCode < 500) {
    // Requests that fastify itself refuses, such as too large a body or an invalid header.
    return refusal(new SundialError('request-refused', { problem: (thrown as Error).message }), statusCode);
  }
  const error = asSundialError(thrown);
  const answer = refusal(error, error.row.http);
  // Some forms tell clients less than the error says: the engine's refusal of Sundial's own SQL is not their mistake.
  if (Math.max(answer.status, error.row.http) >= 500)
    log.error('a request failed', { code: error.code, problem: error.message });
  return answer;
}

function coded({ code, message }: SundialError, status: number): Refusal {
  // Details of unexpected errors go only to the log.
  const shown = code === 'internal' ? 'something went wrong inside Sundial' : message;
  return { status, body: { error: { code, message: shown } } };
}
