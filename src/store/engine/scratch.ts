// Tables that exist for one command only; the next start removes the tables of a killed process.
import { randomUUID } from 'node:crypto';
import type { Engine } from './engine.js';

const PREFIX = 'scratch_';

/** A new name for such a table. Its creator has to drop the table. */
export function scratchName(): string {
  return PREFIX + randomUUID().replaceAll('-', '');
}

/** Drops the scratch tables of killed processes. Only for an engine that no other process uses. */
export async function dropScratch(engine: Engine): Promise<void> {
  if (engine.kind === 'server') return;
  const tables = await engine.rows<{ name: string }>(
    'SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, {prefix:String})',
    { prefix: PREFIX },
  );
  for (const { name } of tables) await engine.run(`DROP TABLE IF EXISTS ${name} SYNC`);
}
