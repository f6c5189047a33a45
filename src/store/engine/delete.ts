// Removes the rows of loads in a few milliseconds, regardless of the table's size.
import type { Engine } from './engine.js';

/**
 * Deletes the rows of loads from a table. The engine writes a patch; the next merge removes the rows themselves.
 * The usual ways of deleting process every part of the table, at about 0.1 s each (measured on 60 days).
 *
 * @param within condition that narrows the search, such as `report_date = toDate('2026-01-15')`
 */
export async function deleteLoads(
  engine: Engine,
  table: string,
  loads: readonly number[],
  within = '1',
): Promise<void> {
  await engine.run(
    `DELETE FROM ${table} WHERE ${within} AND has({loads:Array(UInt32)}, load)
     SETTINGS lightweight_delete_mode = 'lightweight_update_force'`,
    { loads },
  );
}
