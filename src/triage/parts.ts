// Cuts statements over very many findings into parts, because their joins hold what they join in memory.
import type { OwnTables, Parameters } from '../store/index.js';

/**
 * Findings of one statement. Measured with 1 GiB for a query, as is the default: a million fails where places and
 * entries are looked up, and just fits where findings are joined with what happened to them.
 */
export const PART = { joined: 500_000, covered: 200_000 } as const;

/** Of some rows with `finding` those of the part at hand; a finding is never parted. */
export const ofPart = (rows: string): string =>
  `(SELECT * FROM (${rows}) WHERE sipHash64(finding) % {parts:UInt32} = {part:UInt32})`;

/** Runs a statement that uses `ofPart` once for each part. @param rows how many there are in all */
export async function inParts(
  tables: OwnTables,
  sql: string,
  parameters: Parameters,
  rows: number,
  perPart: number,
): Promise<void> {
  const parts = Math.max(1, Math.ceil(rows / perPart));
  for (let part = 0; part < parts; part++) await tables.run(sql, { ...parameters, parts, part });
}
