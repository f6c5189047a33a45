// Removes details of changes that every consumer has received, or that are too old.
import { type Engine, literal } from '../engine/engine.js';
import { CHANGES } from './tables.js';

/** Flips whose details have to be kept, because a consumer has not received them. */
export interface Kept {
  /** The lowest flip that every consumer has received; undefined without consumers. */
  readonly received: number | undefined;
  /** Unix seconds: details of older flips are removed even if a consumer has not received them. */
  readonly oldest: number;
}

/** The tables of details. */
const TABLES = ['change_rows', 'withdrawn_rows'] as const;

interface RemovablePartition {
  readonly table: (typeof TABLES)[number];
  readonly partition: string;
  readonly last: number;
}

/** Removes the details in whole partitions. Never at the same time as rows are recorded. */
export async function prune(engine: Engine, { received, oldest }: Kept): Promise<void> {
  const [known] = await engine.rows<{ last: number; expired: number }>(
    `SELECT max(flip) AS last, maxIf(flip, toUnixTimestamp(changes.at) < {oldest:UInt32}) AS expired
     FROM changes WHERE state = 'compared'`,
    { oldest },
  );
  const { last, expired } = known!;
  const until = Math.max(Math.min(received ?? last, last), expired);
  const removable = await engine.rows<RemovablePartition>(
    TABLES.map(
      (table) =>
        `SELECT '${table}' AS table, toString(intDiv(flip, 1000)) AS partition, max(flip) AS last FROM ${table}
         GROUP BY partition HAVING last <= {until:UInt64}`,
    ).join(' UNION ALL '),
    { until },
  );
  if (removable.length === 0) return;
  // Recorded before the removal: after a kill, consumers may start over unnecessarily, but never miss a change.
  const flip = Math.max(...removable.map((partition) => partition.last));
  await engine.insert(CHANGES.name, [{ flip, state: 'dropped', at: 0, appeared: 0, withdrawn: 0 }]);
  for (const { table, partition } of removable)
    await engine.run(`ALTER TABLE ${table} DROP PARTITION ${literal(partition)}`);
}
