// Damages a table of a store as a failing disk would.
import { readdirSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { tableFolders } from '../../src/store/damage/engine-files.js';

/** Truncates the number of rows of a part of the table in a data folder; no process may have its store open. */
export function damagePart(table: string, data: string): void {
  const engine = path.join(data, 'engine');
  const folder = path.join(engine, tableFolders(engine).get(table)!);
  const part = readdirSync(folder).find((name) => /^[^-]+_\d+_\d+_\d+$/.test(name))!;
  truncateSync(path.join(folder, part, 'count.txt'), 0);
}
