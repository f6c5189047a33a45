// Runs: the audit log of the pipeline's executions.
import { unixSeconds } from '../../domain/clock.js';
import type { Engine } from '../engine/engine.js';

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

const NOTHING: RunTotals = { reports: 0, accepted: 0, duplicate: 0, quarantined: 0, failed: 0 };

export class Runs {
  constructor(private readonly engine: Engine) {}

  /** Notes a run's start and returns its number. */
  async start(command: string, at: Date): Promise<RunRow> {
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
    await this.engine.insert('run_log', [started]);
    return started;
  }

  async finish(
    run: RunRow,
    end: Pick<RunRow, 'status' | 'error'>,
    totals: RunTotals,
    at: Date,
  ): Promise<void> {
    await this.engine.insert('run_log', [{ ...run, ...totals, ...end, finished_at: unixSeconds(at) }]);
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
