// Cuts statements over very many findings into batches, because their joins hold what they join in memory.
import type { OwnTables, Parameters } from '../store/index.js';

/**
 * Findings of one statement. Measured with 1 GiB for a query, as is the default: a million fails where places and
 * entries are looked up, and just fits where findings are joined with what happened to them.
 */
export const BATCH = { joined: 500_000, covered: 200_000 } as const;

/** Of some rows with `finding` those of the batch at hand; a finding is never parted. */
export const ofBatch = (rows: string): string =>
  `(SELECT * FROM (${rows}) WHERE sipHash64(finding) % {batches:UInt32} = {batch:UInt32})`;

/** Runs a statement that uses `ofBatch` once for each batch. @param rows how many there are in all */
export async function inBatches(
  tables: OwnTables,
  sql: string,
  parameters: Parameters,
  rows: number,
  perBatch: number,
): Promise<void> {
  const batches = Math.max(1, Math.ceil(rows / perBatch));
  for (let batch = 0; batch < batches; batch++) await tables.run(sql, { ...parameters, batches, batch });
}
