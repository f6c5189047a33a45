// Answers HTTP requests from the start of the service, even before the store is open.
import type { ExplainedOption, Settings } from '../config/index.js';
import type { Clock } from '../domain/clock.js';
import { asSundialError } from '../domain/errors.js';
import type { Log } from '../domain/log.js';
import type { FinishedRun, ServiceStatus } from '../domain/service-status.js';
import { forEdits, type Workspace } from '../pipeline/index.js';
import {
  type ApiListener,
  type ApiOptions,
  Metrics,
  type MetricsOptions,
  openApiListener,
  openServer,
  openWebListener,
  type WebListener,
} from '../server/index.js';
import type { InTurn } from '../socket/index.js';
import { accessLog, auditLog } from './access-log-file.js';
import { scheduleOf } from './jobs.js';

export interface FrontParts {
  readonly settings: Settings;
  /** All options with where their values came from, for the web application; omitted = they are not shown. */
  readonly explained?: readonly ExplainedOption[];
  readonly clock: Clock;
  /** The environment; omitted = without proxies. */
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  readonly log: Log;
  readonly version: string;
}

/** The sources of health and metrics once the store is open. */
export interface Told {
  readonly status: () => ServiceStatus;
  readonly figures: MetricsOptions['figures'];
}

export type Examine = Parameters<WebListener['serve']>[0]['examine'];

export interface Front {
  /** The address of health and metrics; undefined if HTTP is off. */
  readonly address: string | undefined;
  /** The address of the API for constituents; undefined if it is off. */
  readonly apiAddress: string | undefined;
  /** Where people open the web application; undefined if it is off. */
  readonly webAddress: string | undefined;
  /** Makes the link of the first user of the web application; undefined if there is no need for one. */
  offerFirst(): string | undefined;
  /**
   * Lets the API and the web application answer from an open store.
   *
   * @param inEditTurn runs one edit at a time
   * @param examine runs the checks of the doctor; omitted = there are none
   */
  serve(workspace: Workspace, inEditTurn: InTurn, examine?: Examine): void;
  tell(told: Told): void;
  /** Counts a finished run of the pipeline. */
  ended(run: FinishedRun): void;
  /** Stops accepting requests, and resolves when no query reads the store any more. A second call has no effect. */
  close(): Promise<void>;
}

/**
 * Opens the HTTP servers: health and metrics report "starting" until the store is open, and the API for constituents and
 * the web application ask to try again later.
 *
 * @throws SundialError `http-unavailable`, `config-invalid`, `file-unreadable`, `certificate-unusable`
 */
export async function openFront({
  settings,
  explained,
  clock,
  env = {},
  log,
  version,
}: FrontParts): Promise<Front> {
  const startedAt = clock();
  const { intervalSeconds } = scheduleOf(settings);
  let told: Told | undefined;
  const status = (): ServiceStatus =>
    told?.status() ?? { version, startedAt, state: 'starting', intervalSeconds, failedInARow: 0 };
  const metrics = new Metrics({ status, clock, log, figures: (from, to) => told!.figures(from, to) });
  const { http_host: host, http_port: port } = settings;
  const server = port > 0 ? await openServer({ host, port, status, clock, metrics, log }) : undefined;
  const accesses = accessLog(settings, log);
  const answered: ApiOptions['answered'] = (access) => metrics.answered(access);
  const audit = auditLog(settings, log);
  let api: ApiListener | undefined;
  let web: WebListener | undefined;
  try {
    api = await openApiListener({ settings, clock, log, accesses, answered });
    web = await openWeb({ settings, ...(explained && { explained }), env, clock, status, log, audit });
  } catch (thrown) {
    await api?.close();
    await server?.close();
    throw thrown;
  }
  return {
    address: server?.address,
    apiAddress: api?.address,
    webAddress: web?.address,
    offerFirst: () => web?.offerFirst(),
    serve: (workspace, inEditTurn, examine = async () => []) => {
      api?.serve(workspace);
      web?.serve({ ...workspace, edits: forEdits(workspace).operator, inEditTurn, examine });
    },
    tell: (given) => {
      told = given;
    },
    ended: (run) => metrics.ended(run),
    close: async () => {
      await web?.close();
      await api?.close();
      await server?.close();
      await metrics.idle();
      await accesses.close();
      await audit.close();
    },
  };
}

/** A port that another process has does not keep the service from collecting reports. */
async function openWeb(options: Parameters<typeof openWebListener>[0]): Promise<WebListener | undefined> {
  try {
    return await openWebListener(options);
  } catch (thrown) {
    const error = asSundialError(thrown);
    if (error.code !== 'http-unavailable') throw thrown;
    options.log.error('the web application is off', { code: error.code, problem: error.message });
    return undefined;
  }
}
