// Sends requests to a MISP, and turns its failures into errors that say who can act.
//
// Paths, headers and answers: MISP Automation API, https://www.misp-project.org/openapi/.
import { type ErrorCode, SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import {
  below,
  NET_CODES,
  type Rejection,
  shownWords,
  TrustingClient,
  target as targetOf,
} from '../../../net/index.js';
import type { OutputContext } from '../../output-context.js';
import { type FailedAnswer, failedAnswer } from './answers.js';
import type { MispTarget } from './target.js';

export interface Question {
  readonly method: 'GET' | 'POST';
  /** The path below MISP's address, without a slash at its begin. */
  readonly path: string;
  readonly body?: object;
  readonly signal: AbortSignal;
  /** The error for a failure with a meaning of its own for this question; undefined = the usual error. */
  readonly explain?: (failure: Failure) => SundialError | undefined;
}

export interface Failure extends FailedAnswer {
  readonly status: number;
  /** What MISP says, in a form that may be shown. */
  readonly problem: string;
}

export class Client {
  private readonly http: TrustingClient;

  constructor(
    readonly target: MispTarget,
    { env, clock }: Pick<OutputContext, 'clock' | 'env'>,
  ) {
    const answers = { cut: 'misp-busy', malformed: 'misp-answer', redirect: 'misp-answer' } as const;
    this.http = new TrustingClient({
      ...{ env, clock, caFile: target.caFile },
      codes: { ...NET_CODES, ...answers },
    });
  }

  /** The JSON of the answer. @throws SundialError `misp-*`, `net-*`, `file-unreadable` */
  async ask({ method, path, body, signal, explain }: Question): Promise<unknown> {
    const { url, key, timeoutMs, what } = this.target;
    const response = await this.http.send({
      ...{ ...targetOf(below(url, path)), method, signal, secrets: [key] },
      ...{ idleMs: timeoutMs, totalMs: timeoutMs, maxBytes: LIMITS.mispAnswerBytes },
      headers: {
        'user-agent': 'sundial',
        ...{ authorization: key.reveal(), accept: 'application/json' },
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
      about: { what },
      explain: (rejection) => this.explained(rejection, explain),
    });
    return response.json();
  }

  /** An error of this output. */
  error(
    code: ErrorCode,
    problem: string,
    more: Readonly<Record<string, string | number>> = {},
  ): SundialError {
    return new SundialError(code, { what: this.target.what, problem, ...more });
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private explained(rejection: Rejection, explain: Question['explain']): SundialError | undefined {
    const { status, retryAfterMs } = rejection;
    const answer = failedAnswer(rejection.body);
    const said = shownWords(answer.words, [this.target.key]);
    const problem = said === '' ? rejection.problem : `HTTP ${status}: ${said}`;
    const own = explain?.({ ...answer, status, problem });
    if (own) return own;
    const code = STATUSES[status] ?? (status >= 500 ? 'misp-busy' : undefined);
    if (code === 'misp-rights' && answer.words.startsWith('Authentication failed'))
      return this.error('misp-auth', problem, { status });
    return code && this.error(code, problem, { status, ...(retryAfterMs > 0 && { retryAfterMs }) });
  }
}

const STATUSES: Readonly<Record<number, ErrorCode>> = {
  400: 'misp-refused',
  401: 'misp-auth',
  403: 'misp-rights',
  404: 'misp-refused',
  405: 'misp-refused',
  408: 'misp-busy',
  413: 'misp-refused',
  429: 'misp-busy',
};
