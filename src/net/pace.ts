// Controls the time between requests to servers: pauses between calls, and before further attempts.
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../domain/clock.js';
import { errorClass, SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';

/** Waits; fails when the signal is aborted. Tests pass in a pause that does not wait. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** The source of time and randomness. */
export interface Pace {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** A random number from 0 to 1. */
  readonly random: () => number;
}

export const realSleep: Sleep = (ms, signal) => wait(ms, undefined, signal && { signal });

/** Real time, for the program; tests have their own pace. */
export function networkPace(clock: Clock): Pace {
  return { clock, sleep: realSleep, random: Math.random };
}

/** Makes callers start one after another, each at least `delayMs` after the previous one. */
export function starter(delayMs: number, { clock, sleep }: Pace): (signal?: AbortSignal) => Promise<void> {
  let last: number | undefined;
  let turn = Promise.resolve();
  return (signal) => {
    const mine = turn.then(async () => {
      const elapsed = last === undefined ? delayMs : clock().getTime() - last;
      const missing = delayMs - Math.max(0, elapsed);
      if (missing > 0) await sleep(missing, signal);
      last = clock().getTime();
    });
    // A caller that is interrupted while it waits does not delay the next one.
    turn = mine.catch(() => {});
    return mine;
  };
}

/**
 * Repeats the work, after growing pauses, while it fails with an error that a further attempt may resolve: one whose
 * row in the table has `retry` and a class. `LIMITS.httpAttempts` bounds the total wait.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { sleep, random }: Pace,
  signal?: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (thrown) {
      if (signal?.aborted || !(thrown instanceof SundialError) || !helps(thrown, tries)) throw thrown;
      // An interrupted pause throws the failure that led to it.
      await sleep(pauseMs(tries, thrown, random), signal).catch(() => Promise.reject(thrown));
    }
  }
}

/** Only failures of the service: a full disk does not become free within seconds. */
function helps({ code, row }: SundialError, tries: number): boolean {
  const kind = errorClass(code);
  const attempts = kind === 'timeout' ? LIMITS.httpTimeoutAttempts : LIMITS.httpAttempts;
  return row.retry && kind !== undefined && tries < attempts;
}

function pauseMs(tries: number, error: SundialError, random: () => number): number {
  // Between half and all of the pause, so that many clients do not return at the same moment.
  const own = LIMITS.httpBackoffMs * 2 ** (tries - 1) * (0.5 + random() / 2);
  const asked = Number(error.details.retryAfterMs ?? 0);
  return Math.min(LIMITS.httpBackoffMaxMs, Math.max(own, asked));
}

/**
 * The pause of a Retry-After header in milliseconds (RFC 9110, 10.2.3), given as seconds or a date; 0 if unreadable.
 */
export function retryAfterMs(header: string | undefined, now: Date): number {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}
