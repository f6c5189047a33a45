// Removes the oldest backups of a folder, and the contents that no remaining backup uses.
import { isFile } from './manifest.js';
import type { Shelf } from './shelf.js';

/**
 * Keeps only the newest backups. Manifests are removed before contents, so that a kill leaves unused contents, which
 * the next call removes, and never a manifest with missing contents. No other process may write to the folder
 * meanwhile.
 *
 * @param keep number of backups to keep, at least 1
 * @returns the number of removed backups
 * @throws SundialError `backup-damaged` if a manifest to keep cannot be read; then all contents are kept
 */
export async function pruneBackups(shelf: Shelf, keep: number): Promise<number> {
  const names = await shelf.names();
  const removable = names.slice(0, -keep);
  const wanted = new Set<string>();
  for (const name of names.slice(-keep))
    for (const { sha256 } of (await shelf.read(name)).entries.filter(isFile)) wanted.add(sha256);
  for (const name of removable) await shelf.forget(name);
  await shelf.removeContents((sha256) => !wanted.has(sha256));
  return removable.length;
}
