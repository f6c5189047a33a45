// Names what went wrong between this machine and a server, without ever quoting an address, a key or a library's
// message.
import { type ErrorCode, type ErrorDetails, SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { RefusedAddressError } from './addresses.js';
import { type ProxyServer, ProxyVariableError } from './proxy.js';

/** The ways in which a request fails. */
export type FailureKind =
  /** The server does not accept the credentials (401). */
  | 'auth'
  /** The credentials are valid, but do not permit the request (403). */
  | 'forbidden'
  /** 404 */
  | 'not-found'
  /** Every other 4xx status. */
  | 'refused'
  /** 429 */
  | 'busy'
  /** 5xx */
  | 'failed'
  /** A redirect that is not followed. */
  | 'redirect'
  /** The request leads to an address that is not public. */
  | 'private'
  /** The environment names no usable proxy, or the proxy refuses to forward the request. */
  | 'proxy'
  | 'timeout'
  | 'unreachable'
  /** The server's certificate. */
  | 'untrusted'
  /** The connection closed in the middle of the answer. */
  | 'cut'
  | 'malformed'
  | 'too-large'
  /** The caller's signal was aborted. */
  | 'cancelled';

/**
 * The errors that a client's failures become. Every error has the details `what`, `host` and `problem`, those of the
 * request's `about`, and if they apply `status`, `said`, `limit` and `retryAfterMs`.
 */
export type FailureCodes = Readonly<Record<FailureKind, ErrorCode>>;

/** Errors in words that suit every server; a caller replaces those for which it knows better advice. */
export const NET_CODES: FailureCodes = {
  auth: 'net-auth',
  forbidden: 'net-forbidden',
  'not-found': 'net-not-found',
  refused: 'net-refused',
  busy: 'net-busy',
  failed: 'net-failed',
  redirect: 'net-redirect',
  private: 'net-private',
  proxy: 'net-proxy',
  timeout: 'net-timeout',
  unreachable: 'net-unreachable',
  untrusted: 'net-untrusted',
  cut: 'net-cut',
  malformed: 'net-malformed',
  'too-large': 'net-too-large',
  cancelled: 'net-cancelled',
};

/** The same error for every failure, for a caller that only needs to describe the problem. */
export function always(code: ErrorCode): FailureCodes {
  return Object.fromEntries(Object.keys(NET_CODES).map((kind) => [kind, code])) as FailureCodes;
}

/** Facts about a request at the time of its failure. */
export interface Attempt {
  readonly codes: FailureCodes;
  /** The details of the request's `about`. */
  readonly about: ErrorDetails;
  /** The server's name and port. */
  readonly host: string;
  readonly idleMs: number;
  readonly totalMs?: number | undefined;
  /** Fires after `totalMs`. */
  readonly deadline?: AbortSignal | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly proxy?: ProxyServer | undefined;
  /** Bytes of the body that arrived; undefined before the answer's header arrived. */
  readonly received?: number;
}

/** An error of the caller's table for a kind of failure. */
export function failure(kind: FailureKind, attempt: Attempt, more: ErrorDetails): SundialError {
  const { codes, about, host } = attempt;
  return new SundialError(codes[kind], { host, ...about, ...more });
}

const TIMEOUTS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'no connection was established',
  ETIMEDOUT: 'no connection was established',
  UND_ERR_HEADERS_TIMEOUT: 'no answer arrived',
  UND_ERR_BODY_TIMEOUT: 'the rest of the answer did not arrive',
};
const CUTS: ReadonlySet<string> = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ECONNRESET',
  'EPIPE',
]);
/** The client was closed, or the answer was abandoned, while the answer was being read. */
const GIVEN_UP: ReadonlySet<string> = new Set(['UND_ERR_ABORTED', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED']);
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ENOTFOUND: 'the name does not exist',
  EAI_AGAIN: 'the name service does not answer',
  EHOSTUNREACH: 'there is no route',
  ENETUNREACH: 'there is no network',
};
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|TLS|SSL|ALTNAME/;
/** The only sign of a proxy's answer in undici's errors. */
const PROXY_ANSWER = /^Proxy (?:response|Authentication Required) \((\d{3})\)/;

interface Thrown {
  readonly code?: string;
  readonly name?: string;
  readonly message?: string;
}

/**
 * Turns what a connection threw into an error of the caller's table. The thrown error does not become its cause:
 * libraries quote addresses, and addresses hold download ids and tokens.
 */
export function connectionFailure(thrown: unknown, attempt: Attempt): SundialError {
  if (thrown instanceof SundialError) return thrown;
  if (thrown instanceof RefusedAddressError)
    return failure('private', attempt, { problem: 'its address is not public' });
  if (thrown instanceof ProxyVariableError) return failure('proxy', attempt, { problem: thrown.message });
  return (
    proxyFailure(thrown as Thrown, attempt) ??
    stopped(thrown as Thrown, attempt) ??
    lateness(thrown as Thrown, attempt) ??
    breakdown(thrown as Thrown, attempt)
  );
}

/** The caller or the time limit of the whole exchange stopped the request. */
function stopped({ code = '' }: Thrown, attempt: Attempt): SundialError | undefined {
  const { signal, deadline, totalMs = 0 } = attempt;
  if (signal?.aborted || (GIVEN_UP.has(code) && !deadline?.aborted))
    return failure('cancelled', attempt, { problem: 'interrupted' });
  if (!deadline?.aborted) return undefined;
  return failure('timeout', attempt, { problem: `the answer was not complete ${within(totalMs)}` });
}

/** A proxy that fails for now (5xx) counts as an unreachable server, which a further attempt may reach. */
function proxyFailure({ message = '' }: Thrown, attempt: Attempt): SundialError | undefined {
  const status = attempt.proxy && PROXY_ANSWER.exec(message)?.[1];
  if (!status) return undefined;
  const kind = status.startsWith('5') ? 'unreachable' : 'proxy';
  return failure(kind, attempt, { problem: `the proxy of ${attempt.proxy?.variable} answered ${status}` });
}

function lateness({ code = '' }: Thrown, attempt: Attempt): SundialError | undefined {
  const words = TIMEOUTS[code];
  if (words === undefined) return undefined;
  const ms = words === TIMEOUTS.ETIMEDOUT ? LIMITS.httpConnectMs : attempt.idleMs;
  return failure('timeout', attempt, { problem: `${words} ${within(ms)}` });
}

function breakdown({ code = '', name = '' }: Thrown, attempt: Attempt): SundialError {
  const { received, proxy } = attempt;
  if (received !== undefined && CUTS.has(code))
    return failure('cut', attempt, { problem: `after ${received} bytes` });
  if (name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW')
    return failure('malformed', attempt, { problem: 'it is not HTTP' });
  const words = UNREACHABLE[code] ?? (code || 'unknown reason');
  const problem = proxy ? `${words}, on the way to the proxy of ${proxy.variable} or beyond it` : words;
  return failure(CERTIFICATE.test(code) ? 'untrusted' : 'unreachable', attempt, { problem });
}

const within = (ms: number) => `within ${ms / 1000} s`;
