// Counts the events of stored loads without counts, day by day, so that memory and repeated work stay bounded.
import type { Engine } from '../engine/engine.js';
import { type CountedLoad, countStatement } from './count-sql.js';

/** Live loads with events and without counts. The counts of a load are one part, so a load has all counts or none. */
const UNCOUNTED = `reports WHERE state = 'live' AND events_state = 'kept' AND accepted > 0
  AND load NOT IN (SELECT load FROM count_rows WHERE field = 'type')`;

/**
 * Counts the loads that are not counted yet. May be killed and called again.
 *
 * @param progress called before the first event and after each day, with the number of counted events and the total
 */
export async function countStored(
  engine: Engine,
  progress: (events: number, of: number) => void = () => {},
): Promise<void> {
  const days = await engine.rows<{ day: string; events: number }>(
    `SELECT toString(report_date) AS day, sum(accepted) AS events FROM ${UNCOUNTED} GROUP BY report_date ORDER BY day`,
  );
  const of = days.reduce((sum, { events }) => sum + events, 0);
  let counted = 0;
  if (of > 0) progress(0, of);
  for (const { day, events } of days) {
    const loads = await engine.rows<CountedLoad>(
      `SELECT load, report_type, report_date, list, rows, header, slots FROM ${UNCOUNTED} AND report_date = {day:Date}`,
      { day },
    );
    const { sql, values } = countStatement(loads);
    await engine.run(sql, values);
    counted += events;
    progress(counted, of);
  }
}
