// Writes new versions of rows into tables in which the newest version of each row counts.
import type { Table } from '../../domain/table.js';
import type { Engine } from '../engine/engine.js';

/** Writes rows in one block as the newest versions: either all take effect at the same moment, or none. */
export async function insertVersions(engine: Engine, table: Table, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const [newest] = await engine.rows<{ version: number }>(
    `SELECT max(version) AS version FROM ${table.name}`,
  );
  await engine.insert(
    table.name,
    rows.map((row, index) => ({ ...row, version: newest!.version + 1 + index })),
  );
}
