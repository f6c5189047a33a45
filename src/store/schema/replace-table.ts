// Replaces a table with the table of a new layout.
import { again, type Replacement } from '../../domain/table.js';
import type { Engine } from '../engine/engine.js';
import { statementSql } from './create-table.js';

/** Whether the table still has the old layout. */
export async function isOldLayout(engine: Engine, { table }: Replacement): Promise<boolean> {
  const rows = await engine.rows<{ name: string }>(
    'SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
    { table: table.name },
  );
  const names = new Set(rows.map(({ name }) => name));
  return !table.columns.every(([name]) => names.has(name));
}

/** Whether the new table exists, or has already replaced the old one. */
export async function isBegun(engine: Engine, replacement: Replacement): Promise<boolean> {
  const [next] = await engine.rows<{ result: number }>(`EXISTS TABLE ${replacement.by.name}`);
  return next?.result === 1 || !(await isOldLayout(engine, replacement));
}

/** Swaps the tables atomically, and drops the old one. May be killed at any point and called again. */
export async function replaceTable(engine: Engine, replacement: Replacement): Promise<void> {
  const { table, by, views } = replacement;
  if (await isOldLayout(engine, replacement))
    await engine.run(`EXCHANGE TABLES ${table.name} AND ${by.name}`);
  await engine.run(`DROP TABLE IF EXISTS ${by.name} SYNC`);
  for (const statement of views.flatMap(again)) await engine.run(statementSql(statement));
}
