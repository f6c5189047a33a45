// Runs: the audit log of the pipeline's executions.
import { type Clock, unixSeconds } from '../../domain/clock.js';
import type { Engine } from '../engine/engine.js';
import { RUNS } from './tables.js';

export interface RunTotals {
  readonly reports: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly failed: number;
}

export interface RunRow extends RunTotals {
  readonly run: number;
  readonly command: string;
  /** Unix seconds; `finished_at` is 0 during the run, and stays 0 after a kill. */
  readonly started_at: number;
  readonly finished_at: number;
  readonly status: 'running' | 'done' | 'partial' | 'failed';
  readonly error: string;
}

/** A run as people see it. */
export type ShownRun = Omit<RunRow, 'status'> & { readonly status: RunRow['status'] | 'interrupted' };

/**
 * Only the newest run is in progress, in the process that holds the store; all other unfinished runs were killed.
 *
 * @param runs newest first
 * @param mayGoOn whether this process shares the store with others
 */
export function shownRuns(runs: readonly RunRow[], mayGoOn: boolean): ShownRun[] {
  return runs.map((run, at) =>
    run.status === 'running' && !(mayGoOn && at === 0) ? { ...run, status: 'interrupted' } : run,
  );
}

/** A run to record. */
export interface RunRequest {
  /** The run's name in the log. */
  readonly command: string;
  readonly clock: Clock;
  /** Returns the run's totals so far; called at its end, even after a failure. Omitted = no reports. */
  readonly totals?: () => Partial<RunTotals>;
  /** The status of a run whose work did not throw; omitted = `done`. */
  readonly status?: (totals: RunTotals) => EndedRun['status'];
}

/** A finished run in the log. */
export interface EndedRun {
  readonly run: number;
  readonly status: Exclude<RunRow['status'], 'running'>;
  readonly totals: RunTotals;
}

const NOTHING: RunTotals = { reports: 0, accepted: 0, duplicate: 0, quarantined: 0, failed: 0 };

export class Runs {
  constructor(private readonly engine: Engine) {}

  /**
   * Performs work as a recorded run: the log notes the start before the work and the end after it.
   *
   * @throws whatever the work throws; the log then says that the run failed, and why
   */
  async during<T>(
    { command, clock, totals = () => NOTHING, status = () => 'done' }: RunRequest,
    work: () => Promise<T>,
  ): Promise<EndedRun & { readonly result: T }> {
    const started = await this.start(command, clock());
    const end = async (ended: (sum: RunTotals) => EndedRun['status'], error: string): Promise<EndedRun> => {
      const sum = { ...NOTHING, ...totals() };
      const row: RunRow = {
        ...started,
        ...sum,
        status: ended(sum),
        error,
        finished_at: unixSeconds(clock()),
      };
      await this.engine.insert(RUNS.name, [row]);
      return { run: row.run, status: ended(sum), totals: sum };
    };
    let result: T;
    try {
      result = await work();
    } catch (thrown) {
      await end(() => 'failed', thrown instanceof Error ? thrown.message : '');
      throw thrown;
    }
    return { ...(await end(status, '')), result };
  }

  private async start(command: string, at: Date): Promise<RunRow> {
    const [row] = await this.engine.rows<{ run: number }>('SELECT max(run) + 1 AS run FROM run_log');
    const started: RunRow = {
      ...NOTHING,
      run: row!.run,
      command,
      started_at: unixSeconds(at),
      finished_at: 0,
      status: 'running',
      error: '',
    };
    await this.engine.insert(RUNS.name, [started]);
    return started;
  }

  /** When one of the given commands last started, and when one of them last ended without failing. */
  async history(
    commands: readonly string[],
  ): Promise<{ lastStartedAt: Date | undefined; lastSuccessAt: Date | undefined }> {
    const [row] = await this.engine.rows<{ started: number; success: number }>(
      `SELECT toUnixTimestamp(max(started_at)) AS started,
         toUnixTimestamp(maxIf(finished_at, status IN ('done', 'partial'))) AS success
       FROM runs WHERE has({commands:Array(String)}, command)`,
      { commands },
    );
    const instant = (seconds: number) => (seconds > 0 ? new Date(seconds * 1000) : undefined);
    return { lastStartedAt: instant(row!.started), lastSuccessAt: instant(row!.success) };
  }

  /** The latest runs, newest first. @param command only its runs; omitted = of all commands */
  async latest(limit: number, command = ''): Promise<RunRow[]> {
    return this.engine.rows<RunRow>(
      `SELECT * REPLACE (toUnixTimestamp(started_at) AS started_at, toUnixTimestamp(finished_at) AS finished_at)
       FROM runs WHERE {command:String} = '' OR command = {command:String} ORDER BY run DESC LIMIT {limit:UInt32}`,
      { limit, command },
    );
  }

  /** The latest run of a command, also one that is running or was killed. */
  async latestOf(command: string): Promise<RunRow | undefined> {
    return (await this.latest(1, command))[0];
  }
}
