// Replaces files that only Sundial's user may read, so that a kill or a power cut leaves the old content or the new one.
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './sync-folder.js';

/**
 * Writes a file, and its folder if needed. Returns when content and name survive a power cut.
 *
 * @param aside where the content is written before it gets its name; a caller that holds a lock may give a fixed name, so
 * that a kill leaves one such file at most
 * @throws errors of the operating system; the file then has its old content
 */
export async function writePrivateFile(
  file: string,
  content: string,
  aside = `${file}.${randomBytes(6).toString('hex')}`,
): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await rm(aside, { force: true });
    // A file of that name is never written through: it could be a link.
    const handle = await open(aside, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
    await syncFolder(folder);
  } catch (thrown) {
    await rm(aside, { force: true }).catch(() => {});
    throw thrown;
  }
}
