// Names what went wrong between here and the publisher's servers, without ever quoting an id, a key or an address.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { redact, type Secret, withoutAddresses } from '../../domain/secret.js';
import { shownPath } from '../unpack/names.js';

/** What is known of a request when it fails. */
export interface Attempted {
  /** What people know it by: the method, or the report's path. */
  readonly what: string;
  /** The server's name. */
  readonly host: string;
  /** What must not be quoted, wherever it turns up. */
  readonly secrets: readonly Secret[];
  /** How long the answer's head, or the next part of its body, is waited for. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUTS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about',
  ETIMEDOUT: 'no connection came about',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came',
  UND_ERR_BODY_TIMEOUT: 'nothing more of the answer came',
};
const CUTS: ReadonlySet<string> = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_ABORTED',
]);
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name service does not answer',
  EHOSTUNREACH: 'there is no route',
  ENETUNREACH: 'there is no network',
};
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|TLS|SSL|ALTNAME/;

/**
 * What a library threw, as an error of the table. It becomes nobody's cause: the library's own errors may hold
 * addresses, and addresses hold ids.
 *
 * @param received bytes of the body that came before it failed; undefined where not even a head came
 */
export function connectionFailure(thrown: unknown, attempted: Attempted, received?: number): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const { what, host, signal, timeoutMs } = attempted;
  const { code = '', name = '' } = thrown as { code?: string; name?: string };
  if (signal?.aborted || name === 'AbortError') return new SundialError('api-cancelled', { what });
  if (TIMEOUTS[code]) {
    const ms = /CONNECT|ETIMEDOUT/.test(code) ? LIMITS.apiConnectMs : timeoutMs;
    return new SundialError('api-timeout', { what, problem: TIMEOUTS[code], seconds: ms / 1000 });
  }
  if (received !== undefined && CUTS.has(code))
    return new SundialError('api-cut', { what, problem: `after ${received} bytes` });
  if (name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW')
    return new SundialError('api-malformed', { what, problem: 'is not HTTP' });
  const problem = UNREACHABLE[code] ?? (code || 'unknown reason');
  return new SundialError(CERTIFICATE.test(code) ? 'api-untrusted' : 'api-unreachable', {
    what,
    host,
    problem,
  });
}

/** The head and the words of an answer that is no success. */
export interface Rejection {
  readonly status: number;
  readonly retryAfterMs: number;
  /** The body, as far as it was read. */
  readonly body: Buffer;
}

/** What a status other than success means. `isRetired` tells whether what was asked for is known to be taken away. */
export function statusFailure(
  { status, retryAfterMs, body }: Rejection,
  attempted: Attempted,
  isRetired: boolean,
): SundialError {
  const { what } = attempted;
  const words = publisherWords(body, attempted.secrets);
  const details = { what, status, said: words && `: ${words}`, ...(retryAfterMs > 0 && { retryAfterMs }) };
  if (isRetired && (status === 404 || status === 410 || status === 503))
    return new SundialError('api-retired', details);
  if (status === 401 || status === 403) return new SundialError('api-auth', details);
  if (status === 404) return new SundialError('api-not-found', details);
  if (status === 429) return new SundialError('api-busy', details);
  if (status >= 300 && status < 400) return new SundialError('api-redirect', details);
  if (status >= 500) return new SundialError('api-failed', details);
  return new SundialError('api-refused', { ...details, said: words || `HTTP ${status}` });
}

/** What the publisher says in an error's answer: its `error` member or its plain text, cut; nothing of a page. */
export function publisherWords(body: Buffer, secrets: readonly Secret[]): string {
  const text = body.toString('utf8').trim();
  if (text.startsWith('<')) return '';
  return shownWords(errorMember(text) ?? text, secrets);
}

/** Ids have some fifty characters, and no word of an honest sentence has as many as this. */
const LIKE_AN_ID = /[^\s"'<>()]{32,}/g;

/** A text of the publisher as it may be shown: one line, not endless, without secrets and what looks like an id. */
export function shownWords(text: string, secrets: readonly Secret[]): string {
  const safe = withoutAddresses(redact(text, secrets)).replaceAll(LIKE_AN_ID, '[redacted]');
  const line = shownPath(safe.replaceAll(/\s+/g, ' ').trim());
  return line.length > LIMITS.apiWords ? `${line.slice(0, LIMITS.apiWords)}...` : line;
}

/** The `error` of `{"error": ...}`, which may also come with HTTP 200. */
export function errorMember(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (error === undefined || error === null || error === false || error === '') return undefined;
    return typeof error === 'string' ? error : JSON.stringify(error);
  } catch {
    return undefined;
  }
}
