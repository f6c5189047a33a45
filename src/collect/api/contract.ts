// What the Reports API gives its users: listings, statistics and answers, as the rest of Sundial sees them.
import type { Refusal } from '../../domain/delivery.js';
import type { Secret } from '../../domain/secret.js';

/** One report that can be downloaded, as `reports/list` names it (publisher's wiki, "API: Reports Query"). */
export interface Listing {
  /** The id alone is enough to download the report, so it is stored nowhere. */
  readonly id: Secret;
  /** The subscription: the API's `report` without `@shadowserver.org`. */
  readonly list: string;
  /** The report's file name as the publisher gives it: hostile until checked. */
  readonly file: string;
  readonly type: string;
  /** YYYY-MM-DD */
  readonly date: string;
  /** SHA-256 of the id in hex, to notice another id without keeping this one. */
  readonly idHash: string;
}

/** Which listings are asked for. */
export interface ListRequest {
  /** `YYYY-MM-DD`, or the first and last day: `YYYY-MM-DD:YYYY-MM-DD`. */
  readonly date: string;
  readonly lists?: readonly string[];
  readonly types?: readonly string[];
}

/** What was listed; `refusals` says which entries could not be read and where more exists than was answered. */
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

/** What `key/info` says of the key, which it also repeats; that is left out. */
export type KeyInfo = Readonly<Record<string, unknown>>;

/** Names the version of a download: whether one of them changed tells a re-issued report. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Bytes as they are sent. */
  readonly length?: number;
}

/** The members of a request; `apikey` is put by the client. */
export type ApiRequest = Readonly<Record<string, unknown>>;

/** From where on a download goes, if it is still the same version. */
export interface Resume {
  readonly from: number;
  /** The ETag or Last-Modified of what is there already (RFC 9110, If-Range). */
  readonly version: string;
}

/** A download whose body is not read yet. */
export interface Download {
  /** Where in the file the body starts: 0, or what `Resume` asked for. */
  readonly from: number;
  /** Bytes of the whole file where the server tells. */
  readonly length?: number;
  readonly validators: Validators;
  /**
   * The server's Last-Modified, else its clock (decisions.md#versions-of-a-report: a later download is a newer
   * version).
   */
  readonly publishedAt?: Date;
  readonly body: AsyncIterable<Buffer>;
  readonly discard: () => void;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Told each error answer before the call fails or tries again: the body, fit to be shown. */
  readonly refused?: (answer: string) => void;
}

/** The Reports API. Every method throws SundialErrors whose class `errorClass` tells. */
export interface ReportsApi {
  /** Calls any method by its name and reads the answer's JSON. */
  call(method: string, request?: ApiRequest, options?: CallOptions): Promise<unknown>;
  /** The same with the answer as it came. */
  bytes(method: string, request?: ApiRequest, options?: CallOptions): Promise<Buffer>;
  /** The publisher's clock as it tells it. */
  ping(options?: CallOptions): Promise<string>;
  keyInfo(options?: CallOptions): Promise<readonly KeyInfo[]>;
  /** The lists that the key may read; may be empty although there are reports. */
  subscribed(options?: CallOptions): Promise<readonly string[]>;
  /** The types that the key may read. */
  types(options?: CallOptions): Promise<readonly string[]>;
  /** All listings of a day or of several, however many there are. */
  list(request: ListRequest, options?: CallOptions): Promise<ListAnswer>;
  stats(request?: StatsRequest, options?: CallOptions): Promise<readonly Stat[]>;
  schema(type: string, options?: CallOptions): Promise<unknown>;
  deviceInfo(query: ApiRequest, options?: CallOptions): Promise<readonly unknown[]>;
  query(request: ApiRequest, options?: CallOptions): Promise<readonly unknown[]>;
  /** The method that gave rows as JSON until October 2025; fails with `api-retired` where it is gone. */
  download(request: ApiRequest, options?: CallOptions): Promise<readonly unknown[]>;
  /** What tells versions of a download apart, without downloading it; undefined where the server does not say. */
  head(listing: Listing, options?: CallOptions): Promise<Validators | undefined>;
  /** Starts one try of a download; `withRetries` makes it several. */
  open(listing: Listing, resume?: Resume, options?: CallOptions): Promise<Download>;
  /** Does work again while it fails with what another try may mend, with this client's pauses. */
  withRetries<T>(work: () => Promise<T>, options?: CallOptions): Promise<T>;
  /** Lets go of open connections. */
  close(): Promise<void>;
}
