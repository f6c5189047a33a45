// Cuts statements over very many findings into batches, because the engine holds both sides of a join in memory.
import type { OwnTables, Parameters } from '../store/index.js';

/**
 * Number of findings in one statement. Measured with the default query limit of 1 GiB: a million findings exceed the
 * limit when networks and whitelist entries are looked up, and just fit when findings are joined with their events.
 */
export const BATCH = { joined: 500_000, covered: 200_000 } as const;

/** Selects the rows of the current batch; all rows of a finding are in the same batch. @param rows SQL with a column `finding` */
export type OfBatch = (rows: string) => string;

/** A single batch has all rows: to select them takes the engine longer to analyse than a few findings to decide on. */
const all: OfBatch = (rows) => `(${rows})`;
const some: OfBatch = (rows) =>
  `(SELECT * FROM (${rows}) WHERE sipHash64(finding) % {batches:UInt32} = {batch:UInt32})`;

/** Runs a statement that uses `ofBatch` once for each batch. @param rows the total number of rows */
export async function inBatches(
  tables: OwnTables,
  statement: (ofBatch: OfBatch) => string,
  parameters: Parameters,
  rows: number,
  perBatch: number,
): Promise<void> {
  const batches = Math.max(1, Math.ceil(rows / perBatch));
  const sql = statement(batches === 1 ? all : some);
  for (let batch = 0; batch < batches; batch++) await tables.run(sql, { ...parameters, batches, batch });
}
