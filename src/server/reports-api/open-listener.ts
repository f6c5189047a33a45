// Opens the listener of the Reports API, which has an address of its own, apart from health and metrics.
import { KeyRing, keysFileOf, LastUse, usesFileOf } from '../../access/index.js';
import type { Catalogue } from '../../catalogue/index.js';
import type { Settings } from '../../config/index.js';
import { Constituents } from '../../constituents/index.js';
import type { Clock } from '../../domain/clock.js';
import { asSundialError, SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Log } from '../../domain/log.js';
import type { OperatorStore, Store } from '../../store/index.js';
import { Certificates } from '../certificates.js';
import { makeHttp } from '../http.js';
import { listen } from '../server.js';
import { apiForm } from '../taxii/refusal.js';
import { Work } from '../work.js';
import { AccessLog, type FinishedAccess, type LineWriter } from './access-log.js';
import { Callers } from './callers.js';
import { FailedCalls } from './failed-calls.js';
import { Limiter } from './limiter.js';
import { METHODS } from './methods.js';
import { addReportsApi } from './routes.js';
import { Scopes } from './scopes.js';

export interface ApiOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  /** Receives a line for each request. */
  readonly accesses: LineWriter;
  /** Is told of each answered request. */
  readonly answered: (access: FinishedAccess) => void;
}

/** The data that the API serves, once the store is open. */
export interface ServedData {
  readonly store: Pick<Store, 'as' | 'changes' | 'damage'>;
  readonly operator: OperatorStore;
  readonly catalogue: Catalogue;
}

export interface ApiListener {
  /** Such as `https://127.0.0.1:8443`. */
  readonly address: string;
  /** Answers from now on; until then each call is told to try again later. */
  serve(data: ServedData): void;
  /** Stops accepting requests, ends running ones, and resolves when none reads the store any more. */
  close(): Promise<void>;
}

/** Seconds of silence beyond the time of a request after which a connection is closed. */
const SILENCE_SECONDS = 60;

/** How often changes that are too old are removed. */
const TIDY_MS = 3_600_000;

/**
 * Starts listening, unless the API is off.
 *
 * @throws SundialError `http-unavailable`, `config-invalid`, `file-unreadable`, `certificate-unusable`
 */
export async function openApiListener(options: ApiOptions): Promise<ApiListener | undefined> {
  const { settings, clock, log, accesses, answered } = options;
  const { api_host: host, api_port: port } = settings;
  if (port === 0) {
    requireNoTaxii(settings);
    return undefined;
  }
  requireOwnPort(settings);
  const certificates = Certificates.open('api', settings.api_tls_certs, settings.api_tls_keys, log);
  const accessLog = new AccessLog(accesses, clock, answered);
  const app = makeHttp({
    log,
    began: (request, reply) => accessLog.began(request, reply),
    refusal: apiForm,
    bodyLimit: LIMITS.callBytes,
    silenceMs: (settings.api_seconds + SILENCE_SECONDS) * 1000,
    tls: certificates?.tlsOptions(),
    trustedProxies: settings.api_trusted_proxies,
  });
  const file = keysFileOf(settings);
  const keys = new KeyRing(() => file.current(), clock);
  const uses = new LastUse(usesFileOf(file.file), clock, (problem) =>
    log.warn('the last use of keys cannot be written', { problem }),
  );
  const work = new Work();
  let callers: Callers | undefined;
  let tidying: Promise<void> | undefined;
  const timer = setInterval(() => {
    tidying = callers?.tidy().catch((thrown) => {
      log.warn('changes that are too old could not be removed', { problem: asSundialError(thrown).message });
    });
  }, TIDY_MS).unref();
  addReportsApi(app, {
    ...{ methods: METHODS, keys, uses, limits: limitsOf(settings), isTaxii: settings.taxii },
    callers: () => {
      if (!callers) throw new SundialError('call-unavailable');
      return callers;
    },
    limiter: new Limiter(),
    failedCalls: new FailedCalls(),
    accessLog,
    work,
  });
  const server = await listen(app, {
    ...{ host, port, options: 'api_host and api_port' },
    scheme: certificates ? 'https' : 'http',
  });
  return {
    address: server.address,
    serve: (data) => {
      callers = callersOf(data, keys, options);
    },
    close: async () => {
      clearInterval(timer);
      await server.close();
      await work.idle();
      await tidying;
      await uses.close();
    },
  };
}

function callersOf({ store, operator, catalogue }: ServedData, keys: KeyRing, options: ApiOptions): Callers {
  const { settings, clock } = options;
  const isDamaged = () => store.damage().length > 0;
  return new Callers({
    ...{ store, catalogue, clock },
    scopes: new Scopes(new Constituents(operator)),
    idKey: () => keys.idKey(),
    publicUrl: settings.public_url,
    maxRows: settings.api_rows,
    requiresFilter: settings.api_requires_filter,
    changes: { feed: store.changes, operator, isDamaged },
    changesDays: settings.changes_days,
    taxii: settings.taxii ? { operator, tlp: settings.taxii_tlp, isDamaged } : undefined,
  });
}

function limitsOf(settings: Settings) {
  return {
    requestsPerSecond: settings.api_requests_per_second,
    requestsAtOnce: settings.api_requests_at_once,
    seconds: settings.api_seconds,
  };
}

/** The TAXII server is a part of the API. @throws SundialError `config-invalid` */
function requireNoTaxii({ taxii }: Settings): void {
  if (!taxii) return;
  throw new SundialError('config-invalid', {
    ...{ place: 'taxii', key: 'taxii', problem: 'is on, but the API has no port' },
    ...{ expected: 'api_port as well', example: 'api_port: 8443' },
  });
}

/** The port of health and metrics is not for constituents. @throws SundialError `config-invalid` */
function requireOwnPort({ api_port: port, http_port }: Settings): void {
  if (port !== http_port) return;
  throw new SundialError('config-invalid', {
    place: 'api_port',
    key: 'api_port',
    problem: `is ${port}, which is http_port`,
    expected: 'a port of its own',
    example: '8443',
  });
}
