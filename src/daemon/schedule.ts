// When a job is due: every so many minutes, or by a cron expression in UTC.
import { Cron } from 'croner';
import { SundialError } from '../domain/errors.js';

export interface Schedule {
  /** The first due instant after another one. */
  next(after: Date): Date;
  /** Seconds between two due instants, the longest of a few: what "late" is measured by. */
  readonly intervalSeconds: number;
}

export function everyMinutes(minutes: number): Schedule {
  return {
    next: (after) => new Date(after.getTime() + minutes * 60_000),
    intervalSeconds: minutes * 60,
  };
}

/** How many occurrences tell the longest interval: a week of an hourly one has its nights and Sundays in it. */
const LOOKED_AT = 200;

/**
 * A cron expression of five fields (minute first), in UTC.
 *
 * @param option the option that holds it, for messages
 * @throws SundialError `config-invalid` for what is not a cron expression or never comes
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
  if (runs.length < 2) throw invalid('never comes again');
  const gaps = runs.slice(1).map((run, index) => run.getTime() - runs[index]!.getTime());
  return {
    next: (after) => cron.nextRun(after) ?? new Date(8.64e15),
    intervalSeconds: Math.max(...gaps) / 1000,
  };
}
