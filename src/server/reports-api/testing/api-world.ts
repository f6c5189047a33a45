// A store with reports of three constituents, and the Reports API over it, asked through HTTP.
import type { TlsOptions } from 'node:tls';
import type { LightMyRequestResponse } from 'fastify';
import { type Given, World } from '../../../../test/support/world.js';
import { type AccessKey, KeyRing, KeySet, signatureOf } from '../../../access/index.js';
import { type Constituent, EMPTY } from '../../../constituents/constituent.js';
import { Constituents } from '../../../constituents/index.js';
import { ALWAYS } from '../../../domain/days.js';
import { LIMITS } from '../../../domain/limits.js';
import { SILENT_LOG } from '../../../domain/log.js';
import { makeHttp } from '../../http.js';
import { apiForm } from '../../taxii/refusal.js';
import { Work } from '../../work.js';
import { AccessLog } from '../access-log.js';
import type { ReportsApiOptions } from '../api-options.js';
import { Callers, type CallersOptions } from '../callers.js';
import { FailedCalls } from '../failed-calls.js';
import { Limiter } from '../limiter.js';
import { METHODS } from '../methods.js';
import { addReportsApi } from '../routes.js';
import { Scopes } from '../scopes.js';
import { NOW, testKey } from './keys.js';
import { SAMPLE_CONSTITUENTS, SAMPLE_REPORTS } from './samples.js';

export { NOW, testKey } from './keys.js';

const clock = () => NOW;
/** The secret of the service. */
export const ID_KEY = Buffer.alloc(32, 7);

export interface ApiAnswer {
  readonly status: number;
  readonly headers: LightMyRequestResponse['headers'];
  readonly text: string;
  /** The text as JSON; undefined if it is none. */
  readonly json: unknown;
}

/** The constituents and reports of a world. */
export interface Samples {
  readonly constituents: readonly Partial<Constituent>[];
  readonly reports: readonly Given[];
}

export interface WorldOptions extends Partial<CallersOptions> {
  /** Whether changes of constituents count at once. */
  readonly looksEachTime?: boolean;
  /** The steady clock of the TAXII server, in milliseconds; omitted = one that stands still. */
  readonly now?: () => number;
  /** The limits of each key; omitted = more than a test reaches. */
  readonly limits?: ReportsApiOptions['limits'];
}

const NO_LIMITS = { requestsPerSecond: 10_000, requestsAtOnce: 1_000, seconds: 60 };

const ZOO_AND_FARM = testKey('both', ['zoo', 'farm']);

/** One store per process: close the world before opening another. */
export class ApiWorld {
  private constructor(
    /** The keys that are accepted; assign to change them. */
    public keys: readonly AccessKey[],
    /** All routes, such as `GET /v1/events`. */
    readonly routes: readonly string[],
    readonly world: World,
    readonly constituents: Constituents,
    readonly app: ReturnType<typeof makeHttp>,
    readonly callers: Callers,
    /** The lines of the access log. */
    readonly accesses: unknown[],
  ) {}

  /**
   * With one key for each constituent, under its id, and `both` for zoo and farm.
   *
   * @param more options that differ from the usual ones
   * @param tls the certificate, if the test lets the application listen
   */
  static async open(
    { looksEachTime = true, limits = NO_LIMITS, now = () => 0, ...more }: WorldOptions = {},
    samples: Samples = { constituents: SAMPLE_CONSTITUENTS, reports: SAMPLE_REPORTS },
    tls?: TlsOptions,
  ): Promise<ApiWorld> {
    const world = await World.holding(samples.reports);
    const constituents = new Constituents(world.operator);
    await constituents.save(samples.constituents.map(described), {
      ...{ since: ALWAYS.from, author: 'ada', reason: '', clock },
    });
    const callers = new Callers({
      store: world.store,
      scopes: looksEachTime
        ? new Scopes(constituents, () => Number.POSITIVE_INFINITY)
        : new Scopes(constituents),
      catalogue: world.catalogue,
      clock,
      idKey: () => ID_KEY,
      publicUrl: 'https://reports.example.com',
      maxRows: 10_000,
      requiresFilter: true,
      changes: { feed: world.store.changes, operator: world.operator, isDamaged: () => false },
      changesDays: 30,
      taxii: { operator: world.operator, tlp: 'amber', isDamaged: () => false, now },
      ...more,
    });
    const accesses: unknown[] = [];
    const accessLog = new AccessLog({ write: (line) => accesses.push(JSON.parse(line)) }, clock);
    const app = makeHttp({
      log: SILENT_LOG,
      refusal: apiForm,
      bodyLimit: LIMITS.callBytes,
      tls,
      began: (request, reply) => accessLog.began(request, reply),
    });
    const own = samples.constituents.map(({ id }) => testKey(id!, [id!]));
    const routes: string[] = [];
    app.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) routes.push(`${each} ${url}`);
    });
    const opened = new ApiWorld([...own, ZOO_AND_FARM], routes, world, constituents, app, callers, accesses);
    addReportsApi(app, {
      methods: METHODS,
      keys: new KeyRing(() => new KeySet(opened.keys, ID_KEY), clock),
      uses: { used: () => 1 },
      callers: () => callers,
      limiter: new Limiter(),
      // Tests of refusals send many calls from one address.
      failedCalls: new FailedCalls(undefined, { perSecond: 1, most: Number.POSITIVE_INFINITY }),
      limits,
      isTaxii: true,
      accessLog,
      work: new Work(),
    });
    return opened;
  }

  /** Calls a method with the key of that id, like the publisher's call-api.py. */
  async ask(method: string, body: Readonly<Record<string, unknown>> = {}, key = 'zoo'): Promise<ApiAnswer> {
    const { apikey, secret } = this.keys.find(({ id }) => id === key)!.credentials!;
    const bytes = Buffer.from(JSON.stringify({ ...body, apikey: apikey.reveal() }));
    return this.send(method, bytes, { hmac2: signatureOf(secret, bytes) });
  }

  /** Sends a body with headers as they are given. */
  async send(
    method: string,
    body: Buffer | string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer> {
    return answerOf(
      await this.app.inject({
        method: 'POST',
        url: `/api2/${method}`,
        payload: body,
        headers: { ...headers },
      }),
    );
  }

  /** Gets a path that needs a key, with its name and password. */
  async getAs(key: string, path: string): Promise<ApiAnswer> {
    const { apikey, secret } = this.keys.find(({ id }) => id === key)!.credentials!;
    const given = Buffer.from(`${apikey.reveal()}:${secret.reveal()}`).toString('base64');
    return this.get(path, { authorization: `Basic ${given}` });
  }

  /** Gets a path, such as that of a download. */
  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    return answerOf(await this.app.inject({ method: 'GET', url: path, headers: { ...headers } }));
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.world.close();
  }
}

function described(given: Partial<Constituent>): Constituent {
  return { ...EMPTY, ...given };
}

function answerOf({ statusCode, headers, payload }: LightMyRequestResponse): ApiAnswer {
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {}
  return { status: statusCode, headers, text: payload, json };
}
