// Speaks HTTP for mail: the same connections as those to the Reports API, with failures that say what mail needs.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { redact, type Secret, withoutAddresses } from '../../domain/secret.js';
import { type Connection, type Incoming, type Outgoing, readRejection } from '../api/connection.js';
import type { Rejection } from '../api/failure.js';
import { type Pace, withRetries } from '../api/pace.js';
import { shownPath } from '../unpack/names.js';
import { PRIVATE } from './links/addresses.js';

/** One request, as it is made and as it is talked about. */
export interface WebRequest {
  readonly url: URL;
  readonly method?: Outgoing['method'];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** What people know it by. */
  readonly what: string;
  readonly secrets?: readonly Secret[];
  /** Which statuses are a success; left out = 200 to 299. */
  readonly accepts?: (status: number) => boolean;
  /** What a status other than success means, where it means something special; else the usual is made of it. */
  readonly explain?: (rejection: Rejection, problem: string) => SundialError | undefined;
}

/** How failures of connections are called where mail is read; the API's own words would name its options. */
const MAIL_CODES = {
  'api-timeout': 'mail-timeout',
  'api-unreachable': 'mail-unreachable',
  'api-untrusted': 'mail-untrusted',
  'api-cut': 'mail-cut',
  'api-malformed': 'mail-garbage',
  'api-too-large': 'mail-garbage',
} as const;

/** Sends a request, again after a pause where that may help, and gives the answer of a success. @throws SundialError */
export async function request(asked: WebRequest, connection: Connection, pace: Pace): Promise<Incoming> {
  return withRetries(async () => {
    const answer = await sendOnce(asked, connection);
    if (asked.accepts?.(answer.status) ?? isSuccess(answer.status)) return answer;
    const rejection = await readRejection(answer, pace);
    const problem = wordsOf(rejection, asked.secrets ?? []);
    throw asked.explain?.(rejection, problem) ?? usualFailure(rejection, problem, asked.what);
  }, pace);
}

const isSuccess = (status: number) => status >= 200 && status < 300;

async function sendOnce(asked: WebRequest, connection: Connection): Promise<Incoming> {
  const { url, method = 'GET', headers = {}, body, what, secrets = [] } = asked;
  const outgoing = {
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers: { 'accept-encoding': 'identity', ...headers },
    ...(body && { body }),
  };
  try {
    const answer = await connection.send(outgoing, {
      what,
      host: url.host,
      secrets,
      timeoutMs: LIMITS.mailIdleMs,
    });
    return { ...answer, body: named(answer.body) };
  } catch (thrown) {
    throw asMailFailure(thrown);
  }
}

/** Reads an answer's JSON. @throws SundialError */
export async function readJson(answer: Incoming, what: string): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes > LIMITS.apiAnswerBytes) {
      answer.discard();
      throw new SundialError('mail-garbage', { what, problem: 'it is larger than is sensible' });
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    // The parser's own words quote the answer.
    throw new SundialError('mail-garbage', { what, problem: 'it is not JSON' });
  }
}

/** A failure of a connection in the words of mail. */
export function asMailFailure(thrown: unknown): unknown {
  if (!(thrown instanceof SundialError)) return thrown;
  if (thrown.details.problem === PRIVATE)
    return new SundialError('mail-link-private', { file: thrown.details.what ?? '' });
  const code = MAIL_CODES[thrown.code as keyof typeof MAIL_CODES] as
    | (typeof MAIL_CODES)[keyof typeof MAIL_CODES]
    | undefined;
  return code ? new SundialError(code, thrown.details) : thrown;
}

async function* named(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (thrown) {
    throw asMailFailure(thrown);
  }
}

function usualFailure({ status, retryAfterMs }: Rejection, problem: string, what: string): SundialError {
  const details = { what, problem, ...(retryAfterMs > 0 && { retryAfterMs }) };
  if (status === 401) return new SundialError('mail-credentials', details);
  if (status === 403) return new SundialError('mail-refused', details);
  if (status === 429) return new SundialError('mail-busy', details);
  if (status >= 500) return new SundialError('mail-failed', details);
  return new SundialError('mail-garbage', details);
}

/** What the server says went wrong, on one short line without anything secret. */
function wordsOf({ status, body }: Rejection, secrets: readonly Secret[]): string {
  const said = messageOf(body.toString('utf8'));
  const words = shownPath(withoutAddresses(redact(said, secrets))).slice(0, LIMITS.apiWords);
  return words ? `HTTP ${status}: ${words}` : `HTTP ${status}`;
}

/** Microsoft and Google answer `{"error": {"code", "message"}}`, token endpoints `{"error", "error_description"}`. */
function messageOf(text: string): string {
  try {
    const { error, error_description: described } = JSON.parse(text) as Record<string, unknown>;
    if (typeof error === 'string') return [error, described].filter(Boolean).join(': ').split(/\r?\n/)[0]!;
    const { code, message } = (error ?? {}) as Record<string, unknown>;
    return [code, message].filter(Boolean).join(': ');
  } catch {
    return '';
  }
}
