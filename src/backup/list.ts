// Lists the backups of a folder.
import { SundialError } from '../domain/errors.js';
import type { About } from './manifest.js';
import { Shelf } from './shelf.js';

/** What is told of each backup, oldest first. @throws SundialError `backup-missing` where the folder holds none, `backup-damaged` */
export async function listBackups(folder: string): Promise<About[]> {
  const shelf = new Shelf(folder);
  const names = await shelf.names();
  if (names.length === 0) throw new SundialError('backup-missing', { folder, problem: 'holds no backup' });
  return Promise.all(names.map(async (name) => (await shelf.read(name)).about));
}
