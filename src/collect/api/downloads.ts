// Downloads listed reports by their ids: resumes partial downloads, and stays on one server.
import { LIMITS } from '../../domain/limits.js';
import { type HttpClient, type HttpRequest, type HttpResponse, sameServer } from '../../net/index.js';
import type { CallOptions, Download, Listing, Resume, Validators } from './contract.js';
import { listingPath } from './listing-path.js';

export interface DownloadOptions {
  readonly downloadUrl: string;
  readonly downloadTimeoutSeconds?: number;
}

export class Downloads {
  private readonly url: URL;
  private readonly idleMs: number;
  private readonly http: HttpClient;

  constructor({ downloadUrl, downloadTimeoutSeconds }: DownloadOptions, http: HttpClient) {
    this.url = new URL(downloadUrl.replace(/\/*$/, '/'));
    this.idleMs =
      downloadTimeoutSeconds === undefined ? LIMITS.downloadIdleMs : downloadTimeoutSeconds * 1000;
    this.http = http;
  }

  /** Starts a download, or continues one. @throws SundialError */
  async open(listing: Listing, resume: Resume | undefined, options: CallOptions): Promise<Download> {
    const range = resume && { range: `bytes=${resume.from}-`, 'if-range': resume.version };
    const response = await this.http.send({
      ...this.request(listing, options),
      ...(range && { headers: range }),
      accepts: (status) => status === 200 || status === 206 || (status === 416 && resume !== undefined),
    });
    if (resume && isUnfit(response, resume)) {
      response.discard();
      return this.open(listing, undefined, options);
    }
    return described(response);
  }

  /** The validators of a download, without its content; undefined if the server sends none. */
  async head(listing: Listing, options: CallOptions): Promise<Validators | undefined> {
    const response = await this.http.send({
      ...this.request(listing, options),
      method: 'HEAD',
      accepts: (status) => status !== 429 && status < 500,
    });
    response.discard();
    const validators = response.status === 200 ? validatorsOf(response, lengthOf(response)) : {};
    return Object.keys(validators).length > 0 ? validators : undefined;
  }

  /**
   * Appends the id to the address unchanged, even with `?` and `:` (publisher's report-manager.py). Redirects to another
   * server are not followed, because they would reveal the id to that server.
   */
  private request(listing: Listing, { signal }: CallOptions): HttpRequest {
    return {
      origin: this.url.origin,
      path: this.url.pathname + listing.id.reveal(),
      about: { what: listingPath(listing) },
      secrets: [listing.id],
      idleMs: this.idleMs,
      maxBytes: LIMITS.downloadBytes,
      signal,
      redirects: sameServer,
    };
  }
}

const CONTENT_RANGE = /^bytes (\d+)-\d+\/(\d+|\*)$/;

/** Whether the answer is not the requested rest: the file is shorter than the existing part, or another part was sent. */
function isUnfit({ status, headers }: HttpResponse, { from }: Resume): boolean {
  const start = CONTENT_RANGE.exec(headers['content-range'] ?? '')?.[1];
  return status === 416 || (status === 206 && start !== String(from));
}

function described(response: HttpResponse): Download {
  const range = CONTENT_RANGE.exec(response.headers['content-range'] ?? '');
  const from = response.status === 206 ? Number(range?.[1] ?? 0) : 0;
  const rest = lengthOf(response);
  const length =
    range && response.status === 206 && range[2] !== '*'
      ? Number(range[2])
      : rest === undefined
        ? undefined
        : from + rest;
  const publishedAt = dateOf(response.headers['last-modified']) ?? dateOf(response.headers.date);
  return {
    from,
    ...(length !== undefined && { length }),
    validators: validatorsOf(response, length),
    ...(publishedAt && { publishedAt }),
    body: response.body,
    discard: () => response.discard(),
  };
}

function validatorsOf({ headers }: HttpResponse, length: number | undefined): Validators {
  const { etag, 'last-modified': lastModified } = headers;
  return {
    ...(etag && { etag }),
    ...(lastModified && { lastModified }),
    ...(length !== undefined && { length }),
  };
}

function lengthOf({ headers }: HttpResponse): number | undefined {
  const text = headers['content-length'] ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function dateOf(header: string | undefined): Date | undefined {
  const time = Date.parse(header ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}
