// Fetches a table over HTTP, and asks the server to answer only if the table changed.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Secret } from '../../domain/secret.js';
import {
  always,
  credentialsOf,
  everyServer,
  type FailureCodes,
  HttpClient,
  type HttpResponse,
  sameServer,
  target,
} from '../../net/index.js';
import type { TableRequest } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { type RawTable, shownOrigin } from './origin.js';

export interface FetchRequest extends TableRequest {
  readonly from: string;
  readonly token: Secret;
}

const CODES: FailureCodes = {
  ...always('enricher-unreachable'),
  auth: 'enricher-auth',
  forbidden: 'enricher-auth',
  'too-large': 'enricher-too-large',
};

const NOT_MODIFIED = 304;

/**
 * Begins to fetch a table; its bytes follow as they arrive. A redirect to another server is followed only without a token.
 *
 * @throws SundialError `enricher-auth`, `enricher-unreachable`
 */
export async function fetchTable(
  { from, token, memory, signal }: FetchRequest,
  { env, clock }: EnricherContext,
): Promise<RawTable | 'unchanged'> {
  const shown = shownOrigin(from);
  if (!URL.canParse(from))
    throw new SundialError('enricher-unreachable', { url: shown, problem: 'it is not a URL' });
  const url = new URL(from);
  const http = new HttpClient({ env, clock, codes: CODES });
  try {
    const response = await http.send({
      ...target(url),
      headers: { ...credentials(url, token), ...conditions(memory) },
      about: { what: shown, url: shown, file: shown },
      secrets: [token],
      idleMs: LIMITS.downloadIdleMs,
      totalMs: LIMITS.enrichmentSeconds * 1000,
      maxBytes: LIMITS.enrichmentBytes,
      signal,
      redirects: token.reveal() ? sameServer : everyServer,
      accepts: (status) => status === 200 || status === NOT_MODIFIED,
    });
    if (response.status === NOT_MODIFIED) {
      response.discard();
      await http.close();
      return 'unchanged';
    }
    return { bytes: closing(response, http), memory: validators(response) };
  } catch (thrown) {
    await http.close();
    throw thrown;
  }
}

function credentials(url: URL, token: Secret): Readonly<Record<string, string>> {
  return token.reveal() ? { authorization: `Bearer ${token.reveal()}` } : credentialsOf(url);
}

/** RFC 9110, 13.1: the table is sent only if it has another tag, or changed since. */
function conditions({ etag, lastModified }: TableRequest['memory']): Readonly<Record<string, string>> {
  return {
    ...(etag && { 'if-none-match': etag }),
    ...(lastModified && { 'if-modified-since': lastModified }),
  };
}

function validators({ headers }: HttpResponse): Readonly<Record<string, string>> {
  const { etag, 'last-modified': lastModified } = headers;
  return { ...(etag && { etag }), ...(lastModified && { lastModified }) };
}

async function* closing(response: HttpResponse, http: HttpClient): AsyncGenerator<Buffer> {
  try {
    yield* response.body;
  } finally {
    response.discard();
    await http.close();
  }
}
