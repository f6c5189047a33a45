// Removes the oldest backups of a folder, and the contents that none of the others names.
import { isFile } from './manifest.js';
import type { Shelf } from './shelf.js';

/**
 * Keeps the newest backups alone. Lists go before contents, so that a kill leaves contents too many and never a list
 * that names what is gone; the next call removes those. No other process may write to the folder meanwhile.
 *
 * @param keep how many backups stay, 1 at least
 * @returns how many backups were removed
 * @throws SundialError `backup-damaged` where a list that stays cannot be read; then all contents stay
 */
export async function pruneBackups(shelf: Shelf, keep: number): Promise<number> {
  const names = await shelf.names();
  const going = names.slice(0, -keep);
  const wanted = new Set<string>();
  for (const name of names.slice(-keep))
    for (const { sha256 } of (await shelf.read(name)).entries.filter(isFile)) wanted.add(sha256);
  for (const name of going) await shelf.forget(name);
  await shelf.removeContents((sha256) => !wanted.has(sha256));
  return going.length;
}
