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
  /** Unix seconds; `finished_at` is 0 while it runs, and for good if it was killed. */
  readonly started_at: number;
  readonly finished_at: number;
  readonly status: 'running' | 'done' | 'partial' | 'failed';
  readonly error: string;
}

/** A run to be noted. */
export interface RunRequest {
  /** What the log calls the run. */
  readonly command: string;
  readonly clock: Clock;
  /** What the run has come to by now; asked at its end, also where it failed. Left out = no reports. */
  readonly totals?: () => Partial<RunTotals>;
  /** How a run ends whose work did not throw; left out = `done`. */
  readonly status?: (totals: RunTotals) => EndedRun['status'];
}

/** A run that has ended, as the log has it. */
export interface EndedRun {
  readonly run: number;
  readonly status: Exclude<RunRow['status'], 'running'>;
  readonly totals: RunTotals;
}

const NOTHING: RunTotals = { reports: 0, accepted: 0, duplicate: 0, quarantined: 0, failed: 0 };

export class Runs {
  constructor(private readonly engine: Engine) {}

  /**
   * Does work as a run of the log: its start is noted before the work and its end after it.
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

  /** When any of some commands last began, and when one last ended without failing. */
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

  /** The latest runs, newest first. */
  async latest(limit: number): Promise<RunRow[]> {
    return this.engine.rows<RunRow>(
      `SELECT * REPLACE (toUnixTimestamp(started_at) AS started_at, toUnixTimestamp(finished_at) AS finished_at)
       FROM runs ORDER BY run DESC LIMIT {limit:UInt32}`,
      { limit },
    );
  }
}
