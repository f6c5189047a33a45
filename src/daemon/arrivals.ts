// Listens to a mailbox that tells when messages arrive, so that they need not wait for the next run.
import { asSundialError } from '../domain/errors.js';
import type { Log } from '../domain/log.js';
import type { Sources } from '../pipeline/index.js';

export interface ArrivalOptions {
  readonly openMailbox: NonNullable<Sources['openMailbox']>;
  readonly arrived: () => void;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** A connection that is lost is tried again after this; the schedule reads the mailbox all the same. */
const RETRY_MS = 60_000;

/** Calls `arrived` whenever something may have arrived, until the signal; only where the mailbox can tell by itself. */
export async function listenForMail(options: ArrivalOptions): Promise<void> {
  const { arrived, wait, signal, log } = options;
  while (!signal.aborted) {
    try {
      if (!(await oneArrival(options))) return;
      if (!signal.aborted) arrived();
    } catch (thrown) {
      log.debug('mailbox does not tell of arrivals', { code: asSundialError(thrown).code });
      await wait(RETRY_MS, signal);
    }
  }
}

/** Whether the mailbox can tell; resolves when it did. */
async function oneArrival({ openMailbox, signal }: ArrivalOptions): Promise<boolean> {
  const source = await openMailbox();
  try {
    if (!source.arrival) return false;
    await source.arrival(signal);
    return true;
  } finally {
    await source.close();
  }
}
