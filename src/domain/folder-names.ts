// Lists the names in a folder.
import { readdir } from 'node:fs/promises';

/** The sorted names in a folder; none if there is no such folder. @throws other errors of the operating system */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}
