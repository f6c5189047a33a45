// Asks the server: the paths and shapes are those of its contract, of which only the types are imported.
import type { AnswerOf, BodyOf, EndpointName } from '../../../src/server/app/contract.ts';

export type { AnswerOf } from '../../../src/server/app/contract.ts';

/** A refusal, with the words of the server's table of errors. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** How each request is made; `:name` is replaced by the parameter. A test compares this with the contract. */
export const REQUESTS: Readonly<Record<EndpointName, readonly [Method, string]>> = {
  session: ['GET', '/session'],
  login: ['POST', '/login'],
  oidcBegin: ['POST', '/oidc/begin'],
  oidcFinish: ['POST', '/oidc/finish'],
  logout: ['POST', '/logout'],
  link: ['POST', '/link'],
  start: ['POST', '/start'],
  sessions: ['GET', '/sessions'],
  endSession: ['DELETE', '/sessions/:id'],
  days: ['GET', '/days'],
  day: ['GET', '/days/:date'],
  findings: ['GET', '/findings'],
  explore: ['GET', '/explore'],
  event: ['GET', '/events/:report/:line'],
  calendar: ['GET', '/calendar'],
  reports: ['GET', '/reports'],
  report: ['GET', '/reports/:report'],
  failedFiles: ['GET', '/failed-files'],
  runs: ['GET', '/runs'],
  sources: ['GET', '/sources'],
  entries: ['GET', '/whitelist'],
  types: ['GET', '/types'],
  type: ['GET', '/types/:type'],
  fields: ['GET', '/fields'],
  settings: ['GET', '/settings'],
  users: ['GET', '/users'],
  inviteUser: ['POST', '/users'],
  resetUser: ['POST', '/users/:user/reset'],
  setUserRole: ['POST', '/users/:user/role'],
  disableUser: ['POST', '/users/:user/disable'],
  removeUser: ['DELETE', '/users/:user'],
  endUserSessions: ['DELETE', '/users/:user/sessions'],
  doctor: ['POST', '/doctor'],
  audit: ['GET', '/audit'],
  exportAudit: ['POST', '/audit/export'],
  finding: ['GET', '/findings/:id'],
  explain: ['GET', '/findings/:id/explain'],
  subject: ['GET', '/subject'],
  mark: ['POST', '/marks'],
  markDay: ['POST', '/days/:date/marks'],
  unmark: ['DELETE', '/marks/:step'],
  previewEntry: ['GET', '/whitelist/preview'],
  accept: ['POST', '/whitelist'],
  changeEntry: ['PATCH', '/whitelist/:entry'],
  unaccept: ['DELETE', '/whitelist/:entry'],
};

interface Given<Name extends EndpointName> {
  /** The parameters as an address has them: with `?`, or empty. */
  readonly query?: string;
  readonly body?: BodyOf<Name>;
  readonly params?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Whether the page asks by itself, which does not keep a session that nobody uses. */
  readonly isWatching?: boolean;
}

/** Answers that the server need not make again, the oldest first; only in memory, so that they end with the page. */
const kept = new Map<string, { readonly etag: string; readonly answer: unknown }>();
const MOST_KEPT = 20;

function keep(address: string, etag: string | null, answer: unknown): void {
  if (etag === null) return;
  kept.delete(address);
  kept.set(address, { etag, answer });
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT) kept.delete(oldest!);
}

/** Forgets answers of the person who has signed out. */
export function forgetAnswers(): void {
  kept.clear();
}

/** The last answer, which may be out of date: to be shown until the next one is there. */
export function knownAnswer<Name extends EndpointName>(
  name: Name,
  { params = {}, query = '' }: Pick<Given<Name>, 'params' | 'query'> = {},
): AnswerOf<Name> | undefined {
  return kept.get(addressOf(name, params, query))?.answer as AnswerOf<Name> | undefined;
}

function addressOf(name: EndpointName, params: Readonly<Record<string, string>>, query: string): string {
  const path = REQUESTS[name][1].replace(/:(\w+)/g, (_, parameter: string) =>
    encodeURIComponent(params[parameter] ?? ''),
  );
  return `/api/v1${path}${query}`;
}

/** An answer that has begun, or the one that the page has already. */
interface Begun {
  readonly response: Response;
  /** Undefined unless the server says that it is unchanged. */
  readonly known: unknown;
  readonly keep: (answer: unknown) => void;
}

async function begin<Name extends EndpointName>(
  name: Name,
  { query = '', body, params = {}, signal, isWatching = false }: Given<Name>,
): Promise<Begun> {
  const [method] = REQUESTS[name];
  const address = addressOf(name, params, query);
  const before = method === 'GET' ? kept.get(address) : undefined;
  const response = await fetch(address, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(before && { 'if-none-match': before.etag }),
      ...(isWatching && { 'x-sundial-watching': '1' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((thrown: unknown) => {
    if (signal?.aborted) throw thrown;
    throw UNREACHABLE;
  });
  return {
    response,
    known: before && response.status === 304 ? before.answer : undefined,
    keep: (answer) => keep(address, response.headers.get('etag'), answer),
  };
}

const UNREACHABLE = new Refused(
  'unreachable',
  'The service cannot be reached. It may be starting or stopped.',
  0,
);

/** @throws Refused if the server refuses, or cannot be reached (`unreachable`) */
export async function ask<Name extends EndpointName>(
  name: Name,
  given: Given<Name> = {},
): Promise<AnswerOf<Name>> {
  const { response, known, keep } = await begin(name, given);
  if (known !== undefined) return known as AnswerOf<Name>;
  const content: unknown = await response.json().catch(() => undefined);
  if (!response.ok || content === undefined) throw refused(response, content);
  keep(content);
  return content as AnswerOf<Name>;
}

/** What the server refuses, in its words if it says some. */
function refused({ status }: Response, content: unknown): Refused {
  const { code, message } =
    content && typeof content === 'object' && 'error' in content
      ? (content.error as { readonly code: string; readonly message: string })
      : { code: 'unreadable', message: `The service answered with status ${status}.` };
  return new Refused(code, message, status);
}

/**
 * Asks for an answer in parts, each a line of JSON.
 *
 * @param each gets a part as soon as it is there
 * @throws Refused if the server refuses, cannot be reached, or ends before the last part
 */
export async function askParts<Name extends EndpointName>(
  name: Name,
  given: Given<Name>,
  each: (part: AnswerOf<Name>) => void,
): Promise<void> {
  const { response, known, keep } = await begin(name, given);
  if (known !== undefined) {
    for (const part of known as AnswerOf<Name>[]) each(part);
    return;
  }
  if (!response.ok || !response.body) throw refused(response, await response.json().catch(() => undefined));
  const parts: AnswerOf<Name>[] = [];
  try {
    for await (const line of linesOf(response.body)) {
      const part = JSON.parse(line) as AnswerOf<Name>;
      parts.push(part);
      each(part);
    }
  } catch (thrown) {
    if (given.signal?.aborted) throw thrown;
    throw UNREACHABLE;
  }
  const kinds = (parts as { readonly part?: string }[]).map(({ part }) => part);
  if (kinds.at(-1) !== 'end') throw UNREACHABLE;
  // A part that failed may be there the next time.
  if (!kinds.includes('problem')) keep(parts);
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
}
