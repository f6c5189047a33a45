// The interface of the Reports API client: listings, statistics and answers.
import type { Refusal } from '../../domain/delivery.js';
import type { Secret } from '../../domain/secret.js';

/** One report that can be downloaded, as `reports/list` names it (publisher's wiki, "API: Reports Query"). */
export interface Listing {
  /** The id alone is enough to download the report, so it is never stored. */
  readonly id: Secret;
  /** The subscription: the API's `report` without `@shadowserver.org`. */
  readonly list: string;
  /** The report's file name from the publisher; untrusted until checked. */
  readonly file: string;
  readonly type: string;
  /** YYYY-MM-DD */
  readonly date: string;
  /** SHA-256 of the id in hex, to notice a changed id without storing the id. */
  readonly idHash: string;
}

/** Selects listings. */
export interface ListRequest {
  /** `YYYY-MM-DD`, or the first and last day: `YYYY-MM-DD:YYYY-MM-DD`. */
  readonly date: string;
  readonly lists?: readonly string[];
  readonly types?: readonly string[];
}

/** The listings; `refusals` holds unreadable entries, and parts with more reports than an answer can hold. */
export interface ListAnswer {
  readonly listings: readonly Listing[];
  readonly refusals: readonly Refusal[];
}

/** Events of one type on one day, as `reports/stats` counts them. */
export interface Stat {
  readonly date: string;
  readonly type: string;
  readonly events: number;
}

export interface StatsRequest {
  readonly date?: string;
  readonly list?: string;
  readonly type?: string;
}

/** The answer of `key/info`, without the key that it repeats. */
export type KeyInfo = Readonly<Record<string, unknown>>;

/** Identifies the version of a download: a changed validator indicates a re-issued report. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
  /** The sent bytes. */
  readonly length?: number;
}

/** The members of a request; the client adds `apikey`. */
export type ApiRequest = Readonly<Record<string, unknown>>;

/** The position from which to resume a download, if its version is unchanged. */
export interface Resume {
  readonly from: number;
  /** The ETag or Last-Modified of the existing part (RFC 9110, If-Range). */
  readonly version: string;
}

/** A download with an unread body. */
export interface Download {
  /** The position of the body in the file: 0, or the position that `Resume` requested. */
  readonly from: number;
  /** Size of the whole file, if the server states it. */
  readonly length?: number;
  readonly validators: Validators;
  /**
   * The server's Last-Modified, otherwise its clock (decisions.md#versions-of-a-report: a later download is a newer
   * version).
   */
  readonly publishedAt?: Date;
  readonly body: AsyncIterable<Buffer>;
  readonly discard: () => void;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Called with the displayable body of each error answer before the call fails or is retried. */
  readonly refused?: (answer: string) => void;
}

/** The Reports API. Every method throws SundialErrors, whose class `errorClass` returns. */
export interface ReportsApi {
  /** Calls any method by its name and reads the answer's JSON. */
  call(method: string, request?: ApiRequest, options?: CallOptions): Promise<unknown>;
  /** Calls any method by its name and returns the unparsed answer. */
  bytes(method: string, request?: ApiRequest, options?: CallOptions): Promise<Buffer>;
  /** The publisher's time. */
  ping(options?: CallOptions): Promise<string>;
  keyInfo(options?: CallOptions): Promise<readonly KeyInfo[]>;
  /** The lists that the key may read; may be empty although there are reports. */
  subscribed(options?: CallOptions): Promise<readonly string[]>;
  /** The types that the key may read. */
  types(options?: CallOptions): Promise<readonly string[]>;
  /** All listings of one or several days, of any number. */
  list(request: ListRequest, options?: CallOptions): Promise<ListAnswer>;
  stats(request?: StatsRequest, options?: CallOptions): Promise<readonly Stat[]>;
  schema(type: string, options?: CallOptions): Promise<unknown>;
  deviceInfo(query: ApiRequest, options?: CallOptions): Promise<readonly unknown[]>;
  query(request: ApiRequest, options?: CallOptions): Promise<readonly unknown[]>;
  /** The method that gave rows as JSON until October 2025; fails with `api-retired` if it was withdrawn. */
  download(request: ApiRequest, options?: CallOptions): Promise<readonly unknown[]>;
  /** The validators of a download's version, read without downloading; undefined if the server sends none. */
  head(listing: Listing, options?: CallOptions): Promise<Validators | undefined>;
  /** Starts one attempt of a download; `withRetries` repeats it. */
  open(listing: Listing, resume?: Resume, options?: CallOptions): Promise<Download>;
  /** Retries work that fails with temporary errors, with this client's pauses. */
  withRetries<T>(work: () => Promise<T>, options?: CallOptions): Promise<T>;
  /** Closes open connections. */
  close(): Promise<void>;
}
