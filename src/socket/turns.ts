// Lets one piece of writing work run at a time, in order of arrival.
import type { Clock } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';

/** The work that has the turn: the name of a command or job, and since when. */
export interface TurnHolder {
  readonly name: string;
  readonly since: Date;
}

export interface TurnRequest {
  /** The command or job that requests a turn. */
  readonly name: string;
  /** Called with the current holder if the work has to wait. Throwing gives up the place. */
  readonly waits?: (holder: TurnHolder) => void;
  /** Gives up the place if the work has not begun. */
  readonly signal?: AbortSignal;
}

/**
 * Runs work after all earlier work has ended, whether it succeeded or failed.
 *
 * @throws SundialError `turn-left` if the signal aborts before the turn, and errors of the work
 */
export type InTurn = <T>(work: () => Promise<T>, request: TurnRequest) => Promise<T>;

/** The queues in which commands wait. */
export interface Turns {
  /** For work that writes: one piece at a time. */
  readonly work: InTurn;
  /** Whether work that writes waits for its turn. */
  readonly isWanted: () => boolean;
  /** The number of pieces of writing work that have begun. */
  readonly begun: () => number;
  /** For a person's edits: short, and never behind a load. */
  readonly edits: InTurn;
}

export function makeTurns(clock: Clock): Turns {
  const line = oneAtATime(clock);
  let requested = 0;
  let begun = 0;
  let left = 0;
  const work: InTurn = async (piece, request) => {
    let hasBegun = false;
    requested++;
    try {
      return await line(() => {
        hasBegun = true;
        begun++;
        return piece();
      }, request);
    } finally {
      if (!hasBegun) left++;
    }
  };
  return {
    work,
    isWanted: () => requested > begun + left,
    begun: () => begun,
    edits: oneAtATime(clock),
  };
}

export function oneAtATime(clock: Clock): InTurn {
  let holder: TurnHolder | undefined;
  const waiting: (() => void)[] = [];
  return async (work, { name, waits, signal }) => {
    if (holder) {
      waits?.(holder);
      await waitInLine(waiting, signal);
    }
    holder = { name, since: clock() };
    try {
      return await work();
    } finally {
      // The next in line gets the turn immediately, so that a new arrival cannot overtake it.
      const next = waiting.shift();
      if (next) next();
      else holder = undefined;
    }
  };
}

/** Waits until the work before has ended; leaves the line when the signal aborts. */
function waitInLine(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
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
