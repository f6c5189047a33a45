// Lets one piece of work that writes run at a time, in the order in which they came.
import type { Clock } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';

/** What has the turn: the name of a command or job, and since when. */
export interface TurnHolder {
  readonly name: string;
  readonly since: Date;
}

export interface TurnRequest {
  /** The command or job that asks. */
  readonly name: string;
  /** Told what has the turn, where the work has to wait. What it throws gives the place up. */
  readonly waits?: (holder: TurnHolder) => void;
  /** Gives the place up while the work has not begun. */
  readonly signal?: AbortSignal;
}

/**
 * Runs work after all that was given before has ended, whether well or badly.
 *
 * @throws SundialError `turn-left` where the signal aborted before its turn came, and whatever the work throws
 */
export type InTurn = <T>(work: () => Promise<T>, request: TurnRequest) => Promise<T>;

/** Where commands wait for others. */
export interface Turns {
  /** For work that writes: one piece at a time. */
  readonly work: InTurn;
  /** For what a person decides: short, and never behind a load. */
  readonly decisions: InTurn;
}

export function makeTurns(clock: Clock): Turns {
  return { work: oneAtATime(clock), decisions: oneAtATime(clock) };
}

export function oneAtATime(clock: Clock): InTurn {
  let holder: TurnHolder | undefined;
  const waiting: (() => void)[] = [];
  return async (work, { name, waits, signal }) => {
    if (holder) {
      waits?.(holder);
      await place(waiting, signal);
    }
    holder = { name, since: clock() };
    try {
      return await work();
    } finally {
      // The next one has the turn from now on, so that none that comes now gets in between.
      const next = waiting.shift();
      if (next) next();
      else holder = undefined;
    }
  };
}

/** Waits in line; leaves it at once when the signal aborts. */
function place(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(new SundialError('turn-left'));
    };
    const enter = () => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    if (signal?.aborted) return reject(new SundialError('turn-left'));
    waiting.push(enter);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
