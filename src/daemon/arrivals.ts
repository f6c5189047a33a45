// Listens to a source that announces arrivals, so that new reports need not wait for the next run.
import { asSundialError } from '../domain/errors.js';
import type { Log } from '../domain/log.js';
import type { OpenSource } from '../pipeline/index.js';

export interface ArrivalOptions {
  readonly source: OpenSource['source'];
  readonly arrived: () => void;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Delay before reconnecting after a lost connection; the schedule reads the source in any case. */
const RETRY_MS = 60_000;

/** Calls `arrived` whenever something may have arrived, until the signal aborts; only for sources that announce arrivals. */
export async function listenForArrivals(options: ArrivalOptions): Promise<void> {
  const { source, arrived, wait, signal, log } = options;
  while (source.arrival && !signal.aborted) {
    try {
      await source.arrival(signal);
      if (!signal.aborted) arrived();
    } catch (thrown) {
      log.debug('source does not announce arrivals', {
        source: source.name,
        code: asSundialError(thrown).code,
      });
      await wait(RETRY_MS, signal);
    }
  }
}
