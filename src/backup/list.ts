// Lists the backups of a folder.
import { SundialError } from '../domain/errors.js';
import type { About } from './manifest.js';
import { Shelf } from './shelf.js';

/**
 * The facts about each backup, oldest first. @throws SundialError `backup-missing` for a folder without backups,
 * `backup-damaged`
 */
export async function listBackups(folder: string): Promise<About[]> {
  const shelf = new Shelf(folder);
  const names = await shelf.names();
  if (names.length === 0)
    throw new SundialError('backup-missing', { folder, problem: 'the folder contains no backups' });
  return Promise.all(names.map(async (name) => (await shelf.read(name)).about));
}
