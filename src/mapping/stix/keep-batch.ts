// Lets a report's events be read twice with one reading, if they fit one batch.
import type { ReportedEvent } from '../reported-event.js';
import type { ReadEvents } from './report-facts.js';

/**
 * Reads like `read`, but keeps the events of a single batch after each reading for the next one. More batches are read
 * again, because memory has to stay bounded.
 */
export function keepBatch(read: ReadEvents): ReadEvents {
  let kept: readonly ReportedEvent[] | undefined;
  return async function* () {
    if (kept) {
      const batch = kept;
      kept = undefined;
      yield batch;
      return;
    }
    let batches = 0;
    let first: readonly ReportedEvent[] | undefined;
    for await (const batch of read()) {
      first = batches === 0 ? batch : undefined;
      batches++;
      yield batch;
    }
    kept = first;
  };
}
