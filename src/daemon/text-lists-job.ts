// The job that makes the missing text lists of earlier loads while the service has nothing else to do.
import type { Clock } from '../domain/clock.js';
import type { Log } from '../domain/log.js';
import type { Workspace } from '../pipeline/index.js';
import type { Turns } from '../socket/index.js';
import { everyMinutes } from './schedule.js';
import type { Job } from './service.js';

/** The longest time for which scheduled jobs wait for this one, apart from the lists that are being made. */
const MOST_SECONDS = 20;

export interface TextListsParts {
  readonly texts: Pick<Workspace['store']['texts'], 'complete'>;
  readonly turns: Pick<Turns, 'isWanted'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Makes lists, those of the newest days first, until none is missing, other work waits or the time is up. */
export function textListsJob({ texts, turns, clock, log }: TextListsParts): Job {
  /** New loads bring their lists, so once none is missing, none will be. */
  let isComplete = false;
  return {
    name: 'text-lists',
    schedule: everyMinutes(1),
    // After the pipeline, which a start makes due at once.
    lastStartedAt: clock(),
    run: async (signal) => {
      if (isComplete) return [];
      const until = clock().getTime() + MOST_SECONDS * 1000;
      let made = 0;
      let left = 0;
      await texts.complete((done, of) => {
        made = done;
        left = of - done;
        return !signal.aborted && !turns.isWanted() && clock().getTime() < until;
      });
      isComplete = left === 0;
      if (made > 0) log.info('text lists made', { reports: made, left });
      return [];
    },
  };
}
