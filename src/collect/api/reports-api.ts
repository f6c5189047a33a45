// The client of the publisher's Reports API: any method by name, and typed versions of the methods that Sundial needs.
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { normaliseType } from '../../domain/report.js';
import type { Secret } from '../../domain/secret.js';
import { HttpClient, realSleep, type Sleep, withRetries } from '../../net/index.js';
import type {
  ApiRequest,
  CallOptions,
  ListAnswer,
  ListRequest,
  ReportsApi,
  StatsRequest,
} from './contract.js';
import { Downloads } from './downloads.js';
import { API_CODES } from './failure.js';
import { listDays, type Scope } from './list-days.js';
import { Posts } from './posts.js';

export interface ReportsApiOptions {
  /** The base URL of methods, such as `https://transform.shadowserver.org/api2/`. */
  readonly url: string;
  /** The base URL of downloads, such as `https://dl.shadowserver.org/`. */
  readonly downloadUrl: string;
  readonly key: Secret;
  readonly secret: Secret;
  /** Minimum time between the starts of two calls. */
  readonly delaySeconds: number;
  /** How long to wait for the header of an answer, or for its next part. */
  readonly timeoutSeconds: number;
  /** How long to wait for the next part of a download. */
  readonly downloadTimeoutSeconds?: number;
  /** Types to request when a day has to be listed in parts, besides those that the API names. */
  readonly knownTypes?: readonly string[];
  /** The environment, which names the proxies. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
  readonly sleep?: Sleep;
  readonly random?: () => number;
}

/** @throws SundialError `api-credentials` without a key or a secret */
export function openReportsApi(options: ReportsApiOptions): ReportsApi {
  if (options.key.reveal() === '' || options.secret.reveal() === '')
    throw new SundialError('api-credentials');
  return new Client(options);
}

class Client implements ReportsApi {
  private readonly http: HttpClient;
  private readonly posts: Posts;
  private readonly downloads: Downloads;
  private readonly pace;
  private readonly knownTypes: readonly string[];
  private readonly clock: Clock;

  constructor(options: ReportsApiOptions) {
    const { clock, sleep = realSleep, random = Math.random } = options;
    this.clock = clock;
    this.pace = { clock, sleep, random };
    this.http = new HttpClient({ env: options.env, clock, codes: API_CODES });
    this.posts = new Posts(options, this.http, this.pace);
    this.downloads = new Downloads(options, this.http);
    this.knownTypes = options.knownTypes ?? [];
  }

  bytes(method: string, request: ApiRequest = {}, options: CallOptions = {}): Promise<Buffer> {
    return this.posts.bytes(method, request, options);
  }

  call(method: string, request: ApiRequest = {}, options: CallOptions = {}): Promise<unknown> {
    return this.posts.call(method, request, options);
  }

  async ping(options?: CallOptions) {
    const { readPong } = await import('./answers.js');
    return readPong(await this.call('test/ping', {}, options), 'test/ping');
  }

  async keyInfo(options?: CallOptions) {
    const { readKeyInfo } = await import('./answers.js');
    return readKeyInfo(await this.call('key/info', {}, options), 'key/info');
  }

  async subscribed(options?: CallOptions) {
    return this.names('reports/subscribed', options);
  }

  async types(options?: CallOptions) {
    return (await this.names('reports/types', options)).map(normaliseType);
  }

  async list(request: ListRequest, options?: CallOptions): Promise<ListAnswer> {
    const { readListings } = await import('./answers.js');
    const { listings, bad } = await listDays(request, {
      page: async (scope) =>
        readListings(await this.call('reports/list', listRequest(scope), options), 'reports/list'),
      subscribed: () => this.subscribed(options),
      types: async () => [...new Set([...(await this.types(options)), ...this.knownTypes])],
    });
    const deliveredAt = this.clock();
    const refusals = bad.map(
      ({ path, error }) => ({ kind: 'refusal', source: 'api', path, deliveredAt, error }) as const,
    );
    return { listings, refusals };
  }

  async stats({ date, list, type }: StatsRequest = {}, options?: CallOptions) {
    const { readStats } = await import('./answers.js');
    const request = { ...(date && { date }), ...(list && { report: list }), ...(type && { type }) };
    return readStats(await this.call('reports/stats', request, options), 'reports/stats');
  }

  schema(type: string, options?: CallOptions) {
    return this.call('reports/schema', { type }, options);
  }

  deviceInfo(query: ApiRequest, options?: CallOptions) {
    return this.rows('reports/device-info', { query }, options);
  }

  query(request: ApiRequest, options?: CallOptions) {
    return this.rows('reports/query', request, options);
  }

  download(request: ApiRequest, options?: CallOptions) {
    return this.rows('reports/download', request, options);
  }

  head: ReportsApi['head'] = (listing, options = {}) => this.downloads.head(listing, options);
  open: ReportsApi['open'] = (listing, resume, options = {}) => this.downloads.open(listing, resume, options);

  withRetries<T>(work: () => Promise<T>, { signal }: CallOptions = {}): Promise<T> {
    return withRetries(work, this.pace, signal);
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async names(method: string, options?: CallOptions) {
    const { readNames } = await import('./answers.js');
    return readNames(await this.call(method, {}, options), method);
  }

  private async rows(method: string, request: ApiRequest, options?: CallOptions) {
    const { entriesOf } = await import('./answers.js');
    return entriesOf(await this.call(method, request, options), method);
  }
}

/**
 * `reports/list` answers with all types and lists unless the request names some; without a limit, the API chooses one
 * itself.
 */
function listRequest({ date, lists, types }: Scope): ApiRequest {
  return {
    date,
    limit: LIMITS.apiListings,
    ...(lists?.length && { reports: lists }),
    ...(types?.length && { types }),
  };
}
