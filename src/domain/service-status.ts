// The status of the service: updated by the daemon after each step, and reported by health, readiness and metrics.

/** The health of the service in one word; only `ok` and `starting` are healthy. */
export const HEALTH_STATES = ['ok', 'starting', 'stale', 'failing'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** Whether a state is answered with 200. */
export function isHealthy(state: HealthState): boolean {
  return state === 'ok' || state === 'starting';
}

/** A failure, classified by who can act: see `errorClass`. */
export interface Failure {
  /** The name of the source or job that failed, such as `api` or `pipeline`. */
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

/** The results of one source's readings. */
export interface SourceStatus {
  readonly name: string;
  readonly kind: string;
  /** The last run in which the source could be read, also before this process started. */
  readonly lastSuccessAt?: Date;
  /** Runs in a row, up to now, in which the source could not be read. */
  readonly failedInARow: number;
  /** Failures of the source in the last run, including single reports. */
  readonly failures: readonly Failure[];
}

/** The state of one output. */
export interface OutputServiceStatus {
  readonly name: string;
  readonly kind: string;
  /**
   * `new` has never sent anything, `sending` is behind, `current` has sent everything, `failing` tries again by itself,
   * `stopped` needs a person.
   */
  readonly state: 'new' | 'sending' | 'current' | 'failing' | 'stopped';
  /**
   * Slices of the output's types that wait, also those none of whose events the other conditions select; and seconds
   * since the first of them became visible.
   */
  readonly waiting: number;
  readonly lagSeconds: number;
  /** Messages accepted so far, by what they carried. */
  readonly sent: Readonly<Record<'appeared' | 'withdrawn' | 'findings' | 'reports', number>>;
  /** Messages that the target refused and that were not sent again yet. */
  readonly refused: number;
  /** Events that were not sent because they are marked above the output's limit, each time that it came to them. */
  readonly withheld: number;
  /**
   * Stored events of dates before the first one that the output sends, if its start leaves any out: the first date that it
   * sends, the first that it leaves out, and their number.
   */
  readonly earlier?: { readonly since: string; readonly first: string; readonly events: number };
  /** Messages per second when it last sent; 0 = unknown. */
  readonly rate: number;
  /** Unix seconds of the last accepted batch; 0 = none. */
  readonly sentAt: number;
  readonly problem?: { readonly code: string; readonly message: string; readonly failures: number };
}

/** The state of one enricher. */
export interface EnricherServiceStatus {
  readonly name: string;
  readonly kind: string;
  /** Networks or CVE ids in use; 0 = it says nothing yet. */
  readonly entries: number;
  /** Unix seconds since when they are in use; 0 = never. */
  readonly updatedAt: number;
  /** Unix seconds of the last renewal, whatever became of it; 0 = never. */
  readonly attemptedAt: number;
  /** Why the last renewal failed; empty = it did not. */
  readonly problem: string;
  /**
   * Addresses since the service began, each time that they were at hand: how many had no fresh answer and were given to the
   * enricher, how many had one, and how many of those given still had none afterwards.
   */
  readonly lookups: Readonly<Record<'asked' | 'cached' | 'unanswered', number>>;
}

/** The state of a register that the service imports again and again: the inventory, or leases. */
export interface RegisterServiceStatus {
  readonly name: string;
  /** Rows of its newest import; 0 = there is none. */
  readonly rows: number;
  /** Unix seconds of the last import that worked; 0 = never. */
  readonly importedAt: number;
  /** Unix seconds of the last import, whatever became of it; 0 = never. */
  readonly attemptedAt: number;
  /** Why the last import failed; empty = it did not. */
  readonly problem: string;
}

export interface ServiceStatus {
  readonly version: string;
  readonly startedAt: Date;
  readonly state: 'starting' | 'running' | 'stopping';
  /** Seconds between scheduled runs, by which lateness is measured. */
  readonly intervalSeconds: number;
  readonly runningSince?: Date;
  readonly nextRunAt?: Date;
  readonly lastRun?: FinishedRun;
  /** The last run that did not fail, also before this process started. */
  readonly lastSuccessAt?: Date;
  /** Runs in a row, up to now, in which anything failed. */
  readonly failedInARow: number;
  /** All sources of the service; undefined before they are opened. */
  readonly sources?: readonly SourceStatus[];
  /** All outputs of the service; undefined before they are opened. */
  readonly outputs?: readonly OutputServiceStatus[];
  /** All enrichers of the service; undefined before their states are known. */
  readonly enrichers?: readonly EnricherServiceStatus[];
  /** All registers that the service renews; undefined before their states are known. */
  readonly registers?: readonly RegisterServiceStatus[];
  /** The newest report date in the store, YYYY-MM-DD. */
  readonly newestReportDate?: string;
  /** The known damage of the store; while there is any, nothing is loaded or decided. */
  readonly damage?: string;
}
