// Tables that hold something for one command only; what a killed process left of them is removed at the next start.
import { randomUUID } from 'node:crypto';
import type { Engine } from './engine.js';

const PREFIX = 'scratch_';

/** A new name of such a table. Its creator drops it. */
export function scratchName(): string {
  return PREFIX + randomUUID().replaceAll('-', '');
}

/** Drops what a killed process left. Only for an engine that no other process uses. */
export async function dropScratch(engine: Engine): Promise<void> {
  if (engine.kind === 'server') return;
  const tables = await engine.rows<{ name: string }>(
    'SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, {prefix:String})',
    { prefix: PREFIX },
  );
  for (const { name } of tables) await engine.run(`DROP TABLE IF EXISTS ${name} SYNC`);
}
