// Writes files that only Sundial's user may read, so that a kill leaves either the old content or the new one.
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../domain/errors.js';
import { syncFolder } from '../domain/sync-folder.js';

/** Writes a file, and its folder if needed, readable only by this user. @throws SundialError `digest-unwritable` */
export async function writePrivately(file: string, content: string): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(path.dirname(file));
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => {});
    const problem = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    throw new SundialError('digest-unwritable', { file, problem }, { cause: thrown });
  }
}
