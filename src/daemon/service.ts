// The service: runs jobs when they are due, one at a time, and tracks their results.
import type { Clock } from '../domain/clock.js';
import { asSundialError } from '../domain/errors.js';
import type { Failure, FinishedRun, ServiceStatus } from '../domain/service-status.js';
import type { InTurn } from '../socket/index.js';
import type { Schedule } from './schedule.js';

/** A scheduled job of the service. */
export interface Job {
  readonly name: string;
  readonly schedule: Schedule;
  /** When the job last started, including earlier processes; if unknown or too long ago, the job runs at once. */
  readonly lastStartedAt: Date | undefined;
  /** Works until done or aborted, and returns the failures. */
  readonly run: (signal: AbortSignal) => Promise<readonly Failure[]>;
}

export interface ServiceOptions {
  /** The first job is the pipeline, which the status describes. */
  readonly jobs: readonly [Job, ...Job[]];
  readonly version: string;
  readonly clock: Clock;
  /** Waits; resolves early when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly inTurn: InTurn;
  /** The last successful run before this process. */
  readonly lastSuccessAt: Date | undefined;
  /** Called before each run; `ended` is called after it. */
  readonly began?: (job: string) => void;
  readonly ended?: (job: string, run: FinishedRun) => void;
}

/** Check the clock at least this often, in milliseconds, so that a machine catches up as soon as it wakes from sleep. */
const LOOK_MS = 30_000;

export class Service {
  private readonly stopping = new AbortController();
  private waking = new AbortController();
  private readonly due: Date[];
  private readonly startedAt: Date;
  private runningSince: Date | undefined;
  private lastRun: FinishedRun | undefined;
  private lastSuccessAt: Date | undefined;
  private failedInARow = 0;

  constructor(private readonly options: ServiceOptions) {
    this.startedAt = options.clock();
    this.lastSuccessAt = options.lastSuccessAt;
    this.due = options.jobs.map(({ schedule, lastStartedAt }) =>
      lastStartedAt ? schedule.next(lastStartedAt) : this.startedAt,
    );
  }

  /** Runs jobs when they are due; resolves when the service has been stopped and no job is running. */
  async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const at = this.earliest();
      const left = this.due[at]!.getTime() - this.options.clock().getTime();
      if (left <= 0) await this.runJob(at);
      else await this.pause(Math.min(left, LOOK_MS));
    }
  }

  /** Makes the pipeline due at once, because something has arrived. */
  wake(): void {
    this.due[0] = this.options.clock();
    this.waking.abort();
  }

  private async pause(milliseconds: number): Promise<void> {
    this.waking = new AbortController();
    await this.options.wait(milliseconds, AbortSignal.any([this.stopping.signal, this.waking.signal]));
  }

  /** Waits for the running job to finish and starts no other. */
  stop(): void {
    this.stopping.abort();
  }

  status(): ServiceStatus {
    const { jobs, version } = this.options;
    return {
      version,
      startedAt: this.startedAt,
      state: this.stopping.signal.aborted ? 'stopping' : 'running',
      intervalSeconds: jobs[0].schedule.intervalSeconds,
      nextRunAt: this.due[0]!,
      failedInARow: this.failedInARow,
      ...(this.runningSince && { runningSince: this.runningSince }),
      ...(this.lastRun && { lastRun: this.lastRun }),
      ...(this.lastSuccessAt && { lastSuccessAt: this.lastSuccessAt }),
    };
  }

  private earliest(): number {
    return this.due.reduce((best, due, at) => (due < this.due[best]! ? at : best), 0);
  }

  private async runJob(at: number): Promise<void> {
    const { jobs, inTurn } = this.options;
    const job = jobs[at]!;
    await inTurn(() => this.begin(job, at), { name: job.name });
  }

  private async begin(job: Job, at: number): Promise<void> {
    const { clock } = this.options;

    // A command may have held the turn for a long time.
    if (this.stopping.signal.aborted) return;
    const startedAt = clock();
    this.due[at] = job.schedule.next(startedAt);
    if (at === 0) this.runningSince = startedAt;
    this.options.began?.(job.name);
    const failures = await this.outcome(job);
    const run = { startedAt, finishedAt: clock(), status: statusOf(failures), failures };
    if (at === 0) this.remember(run);
    this.options.ended?.(job.name, run);
  }

  private async outcome(job: Job): Promise<readonly Failure[]> {
    try {
      return await job.run(this.stopping.signal);
    } catch (thrown) {
      const { code, message } = asSundialError(thrown);
      return [{ source: job.name, class: 'other', code, message, fatal: true }];
    }
  }

  private remember(run: FinishedRun): void {
    this.runningSince = undefined;
    this.lastRun = run;
    this.failedInARow = run.failures.length > 0 ? this.failedInARow + 1 : 0;
    if (run.status !== 'failed') this.lastSuccessAt = run.finishedAt;
  }
}

function statusOf(failures: readonly Failure[]): FinishedRun['status'] {
  if (failures.some(({ fatal }) => fatal)) return 'failed';
  return failures.length > 0 ? 'partial' : 'done';
}
