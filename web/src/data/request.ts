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

type Method = 'GET' | 'POST' | 'DELETE';

/** How each request is made; `:name` is replaced by the parameter. A test compares this with the contract. */
export const REQUESTS: Readonly<Record<EndpointName, readonly [Method, string]>> = {
  session: ['GET', '/session'],
  login: ['POST', '/login'],
  logout: ['POST', '/logout'],
  link: ['POST', '/link'],
  start: ['POST', '/start'],
  sessions: ['GET', '/sessions'],
  endSession: ['DELETE', '/sessions/:id'],
  days: ['GET', '/days'],
  day: ['GET', '/days/:date'],
  findings: ['GET', '/findings'],
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
};

interface Given<Name extends EndpointName> {
  /** The parameters as an address has them: with `?`, or empty. */
  readonly query?: string;
  readonly body?: BodyOf<Name>;
  readonly params?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** @throws Refused if the server refuses, or cannot be reached (`unreachable`) */
export async function ask<Name extends EndpointName>(
  name: Name,
  { query = '', body, params = {}, signal }: Given<Name> = {},
): Promise<AnswerOf<Name>> {
  const [method, path] = REQUESTS[name];
  const filled = path.replace(/:(\w+)/g, (_, parameter: string) =>
    encodeURIComponent(params[parameter] ?? ''),
  );
  const answer = await fetch(`/api/v1${filled}${query}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    ...(signal && { signal }),
  }).catch((thrown: unknown) => {
    if (signal?.aborted) throw thrown;
    throw new Refused('unreachable', 'The service cannot be reached. It may be starting or stopped.', 0);
  });
  const content = (await answer.json().catch(() => undefined)) as
    | AnswerOf<Name>
    | { readonly error: { readonly code: string; readonly message: string } }
    | undefined;
  if (answer.ok && content !== undefined) return content as AnswerOf<Name>;
  const { code, message } =
    content && typeof content === 'object' && 'error' in content
      ? content.error
      : { code: 'unreadable', message: `The service answered with status ${answer.status}.` };
  throw new Refused(code, message, answer.status);
}
