// Sends requests to a cluster, and turns its failures into errors that say who can act.
import { type ErrorCode, SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { below, NET_CODES, type Rejection, TrustingClient, target as targetOf } from '../../net/index.js';
import type { OutputContext } from '../output-context.js';
import type { ElasticsearchTarget } from './target.js';

export interface Question {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** The path below the cluster's address, without a slash at its begin, and its query. */
  readonly path: string;
  /** JSON as an object, or lines of JSON as text. */
  readonly body?: object | string;
  readonly signal: AbortSignal;
  /** Statuses that are answers too, besides those of success. */
  readonly also?: readonly number[];
}

export interface Answer {
  readonly status: number;
  /** Undefined for a failure whose answer is not JSON. */
  readonly json: unknown;
}

export class Client {
  private readonly http: TrustingClient;

  constructor(
    readonly target: ElasticsearchTarget,
    { env, clock }: Pick<OutputContext, 'clock' | 'env'>,
  ) {
    const codes = { ...NET_CODES, cut: 'elasticsearch-busy', malformed: 'elasticsearch-answer' } as const;
    this.http = new TrustingClient({ env, clock, codes, caFile: target.caFile });
  }

  /** @throws SundialError `elasticsearch-*`, `net-*`, `file-unreadable` */
  async ask({ method, path, body, signal, also = [] }: Question): Promise<Answer> {
    const { url, authorization, secrets, timeoutMs, what } = this.target;
    const response = await this.http.send({
      ...{ ...targetOf(below(url, path)), method, signal, secrets },
      ...{ idleMs: timeoutMs, totalMs: timeoutMs, maxBytes: LIMITS.elasticsearchAnswerBytes },
      headers: {
        'user-agent': 'sundial',
        ...(authorization !== '' && { authorization }),
        ...(body !== undefined && {
          'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json',
        }),
      },
      ...(body !== undefined && {
        body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      }),
      about: { what },
      accepts: (status) => (status >= 200 && status < 300) || also.includes(status),
      explain: (rejection) => this.explained(rejection),
    });
    // Another server on the way may answer failures with a page.
    const isFailure = response.status >= 300;
    return {
      status: response.status,
      json: isFailure ? parsed(await response.start()) : await response.json(),
    };
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

  private explained({ status, problem, retryAfterMs }: Rejection): SundialError | undefined {
    const code = STATUSES[status] ?? (status >= 500 ? 'elasticsearch-busy' : undefined);
    return code && this.error(code, problem, { status, ...(retryAfterMs > 0 && { retryAfterMs }) });
  }
}

/** The meaning of statuses of a request as a whole; those of single documents are in bulk.ts. */
const STATUSES: Readonly<Record<number, ErrorCode>> = {
  400: 'elasticsearch-refused',
  401: 'elasticsearch-auth',
  403: 'elasticsearch-rights',
  404: 'elasticsearch-refused',
  405: 'elasticsearch-refused',
  408: 'elasticsearch-busy',
  409: 'elasticsearch-busy',
  413: 'elasticsearch-refused',
  429: 'elasticsearch-busy',
};

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
