// Removes the automatic events of undone digests, so that their days can be decided again.
import type { OwnTables } from '../store/index.js';

interface UndoneDay {
  readonly date: string;
  readonly before: number;
  readonly until: number;
}

/** Events that a person or a notice caused; all other events follow from reports. */
const MARKED = "(automatic = 0 OR hasAny(changes, ['notified', 'acknowledged']))";

/** Findings that were marked since then keep their history, because the mark is based on it. */
const NOTED = `NOT ${MARKED} AND day = {date:Date} AND seq > {before:UInt64} AND seq <= {until:UInt64}
  AND finding NOT IN (SELECT finding FROM finding_event_rows WHERE ${MARKED} AND seq > {before:UInt64})`;

/**
 * Removes the automatic changes of findings that belong to undone digests. May be called at any time, and also finishes
 * an undo that was killed.
 */
export async function forgetUndone(tables: OwnTables): Promise<void> {
  const days = await tables.rows<UndoneDay>(
    `SELECT toString(digest_date) AS date, events_before AS before, events AS until
     FROM (SELECT * FROM digest_log ORDER BY digest DESC LIMIT 1 BY digest_date) WHERE kind = 'undone'`,
  );
  for (const { date, before, until } of days) {
    const values = { date, before, until };
    const [left] = await tables.rows<{ rows: number }>(
      `SELECT count() AS rows FROM finding_event_rows WHERE ${NOTED}`,
      values,
    );
    if (left!.rows === 0) continue;
    await tables.run(
      `DELETE FROM finding_event_rows WHERE ${NOTED} SETTINGS lightweight_delete_mode = 'lightweight_update_force'`,
      values,
    );
  }
}
