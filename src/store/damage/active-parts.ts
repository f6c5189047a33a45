// Reads the engine's records of all active parts in one statement, because each query of them slows down a start.
import type { Engine } from '../engine/engine.js';

/** A part that counts, as the engine records it; patches are parts, too. */
export interface ActivePart {
  readonly table: string;
  readonly name: string;
  /** The engine's id of the partition. */
  readonly partition: string;
  /** The number of the last change that the part contains or, for a patch, makes. */
  readonly version: number;
  readonly rows: number;
  /** The day of all rows in a table that is partitioned by day; empty for others and for contradicting records. */
  readonly day: string;
}

/** All active parts except those of scratch tables, by table and name. */
export async function activeParts(engine: Pick<Engine, 'rows'>): Promise<ActivePart[]> {
  return engine.rows<ActivePart>(
    `SELECT table, name, partition_id AS partition, data_version AS version, parts.rows AS rows,
       if(min_date = max_date AND toString(min_date) = parts.partition, parts.partition, '') AS day
     FROM system.parts AS parts
     WHERE database = currentDatabase() AND active AND NOT startsWith(table, 'scratch_')
     ORDER BY table, name`,
  );
}
