// What the service knows of itself: told by the daemon after each step, shown by health, readiness and metrics.

/** How the service is, in one word; only `ok` and `starting` are healthy. */
export const HEALTH_STATES = ['ok', 'starting', 'stale', 'failing'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** Whether a state is answered with 200. */
export function isHealthy(state: HealthState): boolean {
  return state === 'ok' || state === 'starting';
}

/** Why something failed, told apart by who can act: see `errorClass` of the errors table. */
export interface Failure {
  /** Where it happened: the name of a source or of a job, such as `api` or `pipeline`. */
  readonly source: string;
  /** Class such as `auth`, `timeout`, `unreachable`, `partial`, `refused`, `malformed`, `other`. */
  readonly class: string;
  /** A code of the errors table, and its message without secrets. */
  readonly code: string;
  readonly message: string;
  /** Nothing could be read from the source, so that the run is not a success. */
  readonly fatal: boolean;
}

/** One finished cycle of the pipeline. */
export interface FinishedRun {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly status: 'done' | 'partial' | 'failed';
  readonly failures: readonly Failure[];
}

/** How the readings of one source went. */
export interface SourceStatus {
  readonly name: string;
  readonly kind: string;
  /** The last run in which the source could be read, also before this process started. */
  readonly lastSuccessAt?: Date;
  /** Runs in a row, up to now, in which the source could not be read. */
  readonly failedInARow: number;
  /** What failed at the source in the last run, single reports included. */
  readonly failures: readonly Failure[];
}

export interface ServiceStatus {
  readonly version: string;
  readonly startedAt: Date;
  readonly state: 'starting' | 'running' | 'stopping';
  /** Seconds between runs by the schedule: what "late" is measured by. */
  readonly intervalSeconds: number;
  readonly runningSince?: Date;
  readonly nextRunAt?: Date;
  readonly lastRun?: FinishedRun;
  /** The last run that did not fail, also before this process started. */
  readonly lastSuccessAt?: Date;
  /** Runs in a row, up to now, in which anything failed. */
  readonly failedInARow: number;
  /** Every source that the service reads; left out before it has opened them. */
  readonly sources?: readonly SourceStatus[];
  /** The newest report date in the store, YYYY-MM-DD. */
  readonly newestReportDate?: string;
  /** What the store is known to lack or to hold broken; nothing is loaded or decided meanwhile. */
  readonly damage?: string;
}
