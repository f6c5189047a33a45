// The job that compresses originals while the service has nothing else to do.

import type { Clock } from '../domain/clock.js';
import { asSundialError } from '../domain/errors.js';
import { failureOf } from '../domain/failure.js';
import type { Log } from '../domain/log.js';
import type { Failure } from '../domain/service-status.js';
import type { Workspace } from '../pipeline/index.js';
import type { Turns } from '../socket/index.js';
import { everyMinutes } from './schedule.js';
import type { Job } from './service.js';

const NAME = 'compression';

/** The longest time for which scheduled jobs wait for this one, apart from the original that is being compressed. */
const MOST_SECONDS = 20;

export interface CompressionParts {
  readonly archive: Pick<Workspace['archive'], 'raw' | 'recompress'>;
  readonly turns: Pick<Turns, 'isWanted' | 'begun'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Compresses raw originals, one after another, until none is left, other work waits or the time is up. Failures are
 * reported, and their originals stay unchanged.
 */
export function compressionJob({ archive, turns, clock, log }: CompressionParts): Job {
  /**
   * The number of pieces of work at the time when no raw original was left; without further work the archive is not
   * searched.
   */
  let searchedAt: number | undefined;
  return {
    name: NAME,
    schedule: everyMinutes(1),
    // After the pipeline, which a start makes due at once.
    lastStartedAt: clock(),
    run: async (signal) => {
      // The turn in which this job runs is one of them.
      if (searchedAt !== undefined && turns.begun() === searchedAt + 1) {
        searchedAt = turns.begun();
        return [];
      }
      searchedAt = undefined;
      const until = clock().getTime() + MOST_SECONDS * 1000;
      const mustEnd = () => signal.aborted || turns.isWanted() || clock().getTime() >= until;
      const failures: Failure[] = [];
      let compressed = 0;
      for await (const sha256 of archive.raw()) {
        if (mustEnd()) return told(compressed, failures);
        const failure = await compress(sha256, signal);
        if (failure) failures.push(failure);
        else compressed++;
      }
      searchedAt = turns.begun();
      return told(compressed, failures);
    },
  };

  async function compress(sha256: string, signal: AbortSignal): Promise<Failure | undefined> {
    try {
      await archive.recompress(sha256, signal);
      return undefined;
    } catch (thrown) {
      if (signal.aborted) return undefined;
      return failureOf(NAME, asSundialError(thrown));
    }
  }

  function told(compressed: number, failures: readonly Failure[]): readonly Failure[] {
    if (compressed > 0) log.info('originals compressed', { originals: compressed });
    return failures;
  }
}
