// Removes the text lists of loads, if there are any.
import { deleteLoads } from '../engine/delete.js';
import type { Engine } from '../engine/engine.js';
import { TEXT_LISTS } from './tables.js';

/** @param within condition that narrows the search, such as `report_date = toDate('2026-01-15')` */
export async function removeLists(engine: Engine, loads: readonly number[], within = '1'): Promise<void> {
  const [lists] = await engine.rows<{ count: number }>(
    `SELECT count() AS count FROM ${TEXT_LISTS.name} WHERE ${within} AND load IN (${loads.join(', ')})`,
  );
  if (lists!.count > 0) await deleteLoads(engine, TEXT_LISTS.name, loads, within);
}
