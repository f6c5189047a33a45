// Answers over HTTP from the first moment of the service, before the store is open; the service then tells it more.
import type { Settings } from '../config/index.js';
import type { Clock } from '../domain/clock.js';
import type { Log } from '../domain/log.js';
import type { FinishedRun, ServiceStatus } from '../domain/service-status.js';
import { Metrics, type MetricsOptions, openServer } from '../server/index.js';
import { scheduleOf } from './jobs.js';

export interface FrontParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
}

/** What health and metrics are made from once the store is open. */
export interface Told {
  readonly status: () => ServiceStatus;
  readonly figures: MetricsOptions['figures'];
}

export interface Front {
  /** Where health and metrics are; undefined where HTTP is off. */
  readonly address: string | undefined;
  tell(told: Told): void;
  /** Counts a run of the pipeline that has ended. */
  ended(run: FinishedRun): void;
  /** Takes no more requests; resolves when nothing reads the store any more. A second call changes nothing. */
  close(): Promise<void>;
}

/** Opens the HTTP server, which says "starting" until it is told more. @throws SundialError `http-unavailable`, `config-invalid` */
export async function openFront({ settings, clock, log, version }: FrontParts): Promise<Front> {
  const startedAt = clock();
  const { intervalSeconds } = scheduleOf(settings);
  let told: Told | undefined;
  const status = (): ServiceStatus =>
    told?.status() ?? { version, startedAt, state: 'starting', intervalSeconds, failedInARow: 0 };
  const metrics = new Metrics({ status, clock, log, figures: (from, to) => told!.figures(from, to) });
  const { http_host: host, http_port: port } = settings;
  const server = port > 0 ? await openServer({ host, port, status, clock, metrics, log }) : undefined;
  return {
    address: server?.address,
    tell: (given) => {
      told = given;
    },
    ended: (run) => metrics.ended(run),
    close: async () => {
      await server?.close();
      await metrics.idle();
    },
  };
}
