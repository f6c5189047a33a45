// Reads the number of rows of each report of the given days from the publisher's statistics.

import { type Clock, unixSeconds } from '../../../domain/clock.js';
import { asSundialError, errorClass } from '../../../domain/errors.js';
import type { StatedRows } from '../../../domain/listing.js';
import type { ReportsApi } from '../contract.js';

/**
 * Reads the statements of `reports/stats` on the days, list by list, because a key with several lists has to name one
 * (publisher's wiki, "API: Reports Query"). Statistics are only a check: if they are not available, nothing is
 * stated.
 *
 * @throws SundialError of class `auth`, because nothing else will work either
 */
export async function readStatements(
  api: ReportsApi,
  lists: readonly string[],
  dates: readonly string[],
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<StatedRows[]> {
  const date = `${dates[0]}:${dates.at(-1)}`;
  const stated: StatedRows[] = [];
  for (const list of lists) {
    try {
      const stated_at = unixSeconds(clock());
      for (const { date: report_date, type, events } of await api.stats({ date, list }, { signal }))
        stated.push({ report_date, list, report_type: type, source: 'stats', rows: events, stated_at });
    } catch (thrown) {
      if (errorClass(asSundialError(thrown).code) === 'auth') throw thrown;
    }
  }
  return stated;
}
