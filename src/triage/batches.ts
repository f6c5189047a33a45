// Cuts statements over very many findings into batches, because the engine holds both sides of a join in memory.
import type { OwnTables, Parameters } from '../store/index.js';

/**
 * Number of findings in one statement. Measured with the default query limit of 1 GiB: a million findings exceed the
 * limit when networks and whitelist entries are looked up, and just fit when findings are joined with their events.
 */
export const BATCH = { joined: 500_000, covered: 200_000 } as const;

/** Selects the rows of the current batch; all rows of a finding are in the same batch. @param rows SQL with a column `finding` */
export const ofBatch = (rows: string): string =>
  `(SELECT * FROM (${rows}) WHERE sipHash64(finding) % {batches:UInt32} = {batch:UInt32})`;

/** Runs a statement that uses `ofBatch` once for each batch. @param rows the total number of rows */
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
