// The life of a store: a random id that is replaced when the store returns to an earlier state, so positions become invalid.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Backups do not contain this file, so a restored store begins a new life. */
const LIFE_FILE = 'store-life';

/** The id of the store's life. Creates a missing id; in a read-only folder, a missing id is ''. */
export function lifeOf(dataFolder: string, isReadOnly: boolean): string {
  const file = path.join(dataFolder, LIFE_FILE);
  try {
    const known = readFileSync(file, 'utf8').trim();
    if (known !== '') return known;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
  if (isReadOnly) return '';
  const life = randomUUID();
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  // Written to another file that is then renamed, so that a kill leaves no incomplete id.
  writeFileSync(`${file}.part`, `${life}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.part`, file);
  return life;
}

/** Ends the life, because the ledger is about to return to an earlier state and will assign numbers again. */
export function endLife(dataFolder: string): void {
  rmSync(path.join(dataFolder, LIFE_FILE), { force: true });
}
