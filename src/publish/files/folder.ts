// Checks that files can be written to a folder, which need not exist yet.
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { writing } from './writing.js';

/** The folder for people, with whether it will be created. @throws SundialError `files-unwritable` */
export async function writableFolder(folder: string): Promise<string> {
  const existing = await nearestFolder(folder);
  await writing(existing, () => access(existing, constants.W_OK | constants.X_OK));
  return `${folder}${existing === folder ? '' : ', which will be created'}`;
}

/** The folder, or its nearest existing parent. */
async function nearestFolder(folder: string): Promise<string> {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found) return at;
    if (path.dirname(at) === at) return at;
  }
}
