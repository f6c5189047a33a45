// Calculates when a job is due: at an interval in minutes, or by a cron expression in UTC.
import { Cron } from 'croner';
import { SundialError } from '../domain/errors.js';

export interface Schedule {
  /** The first due instant after the given one. */
  next(after: Date): Date;
  /** The longest number of seconds between due instants, by which lateness is measured. */
  readonly intervalSeconds: number;
}

export function everyMinutes(minutes: number): Schedule {
  return {
    next: (after) => new Date(after.getTime() + minutes * 60_000),
    intervalSeconds: minutes * 60,
  };
}

/** Number of occurrences that determine the longest interval: a week of an hourly schedule, with its nights and Sundays. */
const LOOKED_AT = 200;

/**
 * A cron expression of five fields (minute first), in UTC.
 *
 * @param option the name of the option, for messages
 * @throws SundialError `config-invalid` for an invalid cron expression, and for one without future occurrences
 */
export function byCron(expression: string, option: string): Schedule {
  const invalid = (problem: string) =>
    new SundialError('config-invalid', {
      place: option,
      key: `"${expression}"`,
      problem,
      expected: 'a cron expression in UTC',
      example: '*/15 * * * *',
    });
  let cron: Cron;
  try {
    cron = new Cron(expression, { paused: true, timezone: 'UTC', mode: '5-part' });
  } catch (thrown) {
    throw invalid(`is not a cron expression (${(thrown as Error).message})`);
  }
  const runs = cron.nextRuns(LOOKED_AT, new Date(0));
  if (runs.length < 2) throw invalid('has no future occurrence');
  const gaps = runs.slice(1).map((run, index) => run.getTime() - runs[index]!.getTime());
  return {
    next: (after) => cron.nextRun(after) ?? new Date(8.64e15),
    intervalSeconds: Math.max(...gaps) / 1000,
  };
}
