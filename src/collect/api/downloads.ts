// Downloads listed reports by their ids: asks for the rest of what is there already, and stays on one server.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { type Connection, type Incoming, readRejection } from './connection.js';
import type { CallOptions, Download, Listing, Resume, Validators } from './contract.js';
import { type Attempted, statusFailure } from './failure.js';
import { listingPath } from './listing-path.js';
import type { Pace } from './pace.js';

export interface DownloadOptions {
  readonly downloadUrl: string;
  readonly downloadTimeoutSeconds?: number;
}

export class Downloads {
  readonly #url: URL;
  readonly #timeoutMs: number;
  readonly #connection: Connection;
  readonly #pace: Pace;

  constructor({ downloadUrl, downloadTimeoutSeconds }: DownloadOptions, connection: Connection, pace: Pace) {
    this.#url = new URL(downloadUrl.replace(/\/*$/, '/'));
    this.#timeoutMs =
      downloadTimeoutSeconds === undefined ? LIMITS.downloadIdleMs : downloadTimeoutSeconds * 1000;
    this.#connection = connection;
    this.#pace = pace;
  }

  /** Starts a download, or goes on with one. @throws SundialError */
  async open(listing: Listing, resume: Resume | undefined, options: CallOptions): Promise<Download> {
    const attempted = this.#attempted(listing, options);
    const range = resume && { range: `bytes=${resume.from}-`, 'if-range': resume.version };
    const answer = await this.#send('GET', listing, attempted, range ?? {});
    if (resume && isUnfit(answer, resume)) {
      answer.discard();
      return this.open(listing, undefined, options);
    }
    if (answer.status !== 200 && answer.status !== 206)
      throw statusFailure(await readRejection(answer, this.#pace), attempted, false);
    return described(answer);
  }

  /** What the server says of a download without sending it; undefined where it does not say anything. */
  async head(listing: Listing, options: CallOptions): Promise<Validators | undefined> {
    const attempted = this.#attempted(listing, options);
    const answer = await this.#send('HEAD', listing, attempted, {});
    if (answer.status === 429 || answer.status >= 500)
      throw statusFailure(await readRejection(answer, this.#pace), attempted, false);
    answer.discard();
    const validators = answer.status === 200 ? validatorsOf(answer, lengthOf(answer)) : {};
    return Object.keys(validators).length > 0 ? validators : undefined;
  }

  #attempted(listing: Listing, { signal }: CallOptions): Attempted {
    const place = { what: listingPath(listing), host: this.#url.host, timeoutMs: this.#timeoutMs };
    return { ...place, secrets: [listing.id], signal };
  }

  /** The id is put behind the address as it stands, also with `?` and `:` (publisher's report-manager.py). */
  async #send(
    method: 'GET' | 'HEAD',
    listing: Listing,
    attempted: Attempted,
    range: Readonly<Record<string, string>>,
  ): Promise<Incoming> {
    const { origin, pathname } = this.#url;
    const headers = { 'accept-encoding': 'identity', ...range };
    let path = pathname + listing.id.reveal();
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#connection.send({ origin, path, method, headers }, attempted);
      const next = redirected(answer, origin, path);
      if (next === undefined) return answer;
      answer.discard();
      if (next === 'elsewhere' || redirects >= LIMITS.downloadRedirects)
        throw new SundialError('api-redirect', { what: attempted.what });
      path = next.path;
    }
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where an answer points: undefined where it does not; another server would be given the id, so it is not asked. */
function redirected(
  { status, headers }: Incoming,
  origin: string,
  path: string,
): { readonly path: string } | 'elsewhere' | undefined {
  if (!REDIRECTS.has(status)) return undefined;
  const { location = '' } = headers;
  if (location === '' || !URL.canParse(location, origin + path)) return 'elsewhere';
  const target = new URL(location, origin + path);
  return target.origin === origin ? { path: target.pathname + target.search } : 'elsewhere';
}

const CONTENT_RANGE = /^bytes (\d+)-\d+\/(\d+|\*)$/;

/** Whether what came is not the rest that was asked for: there is less than we have, or another part came. */
function isUnfit({ status, headers }: Incoming, { from }: Resume): boolean {
  const start = CONTENT_RANGE.exec(headers['content-range'] ?? '')?.[1];
  return status === 416 || (status === 206 && start !== String(from));
}

function described(answer: Incoming): Download {
  const range = CONTENT_RANGE.exec(answer.headers['content-range'] ?? '');
  const from = answer.status === 206 ? Number(range?.[1] ?? 0) : 0;
  const rest = lengthOf(answer);
  const length =
    range && answer.status === 206 && range[2] !== '*'
      ? Number(range[2])
      : rest === undefined
        ? undefined
        : from + rest;
  const publishedAt = dateOf(answer.headers['last-modified']) ?? dateOf(answer.headers.date);
  return {
    from,
    ...(length !== undefined && { length }),
    validators: validatorsOf(answer, length),
    ...(publishedAt && { publishedAt }),
    body: answer.body,
    discard: answer.discard,
  };
}

function validatorsOf({ headers }: Incoming, length: number | undefined): Validators {
  const { etag, 'last-modified': lastModified } = headers;
  return {
    ...(etag && { etag }),
    ...(lastModified && { lastModified }),
    ...(length !== undefined && { length }),
  };
}

function lengthOf({ headers }: Incoming): number | undefined {
  const text = headers['content-length'] ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function dateOf(header: string | undefined): Date | undefined {
  const time = Date.parse(header ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}
