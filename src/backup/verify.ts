// Checks backups: every content that a manifest refers to has to exist unchanged.
import { asSundialError } from '../domain/errors.js';
import { eachConcurrently } from './each-concurrently.js';
import { type FileEntry, isFile } from './manifest.js';
import { digestOf, Shelf } from './shelf.js';

/** The result of checking backups. */
export interface Verified {
  /** The backups that were checked. */
  readonly backups: readonly string[];
  /** Contents that were read; contents shared by several backups count once. */
  readonly files: number;
  readonly bytes: number;
  /** One sentence for each missing or damaged content. */
  readonly problems: readonly string[];
}

/**
 * Reads all contents of one backup or of all backups.
 *
 * @throws SundialError `backup-missing` if the folder does not contain this backup, or any backup
 */
export async function verifyBackups(
  folder: string,
  { name, progress }: { readonly name?: string; readonly progress?: (done: number, of: number) => void },
): Promise<Verified> {
  const shelf = new Shelf(folder);
  const names = await shelf.names();
  const wanted = name === undefined ? names : names.filter((each) => each === name);
  if (wanted.length === 0) await shelf.find(name);
  const problems: string[] = [];
  const contents = new Map<string, FileEntry>();
  for (const backup of wanted) {
    try {
      for (const entry of (await shelf.read(backup)).entries.filter(isFile))
        contents.set(entry.sha256, entry);
    } catch (thrown) {
      problems.push(asSundialError(thrown).message);
    }
  }
  const all = [...contents.values()];
  let done = 0;
  await eachConcurrently(all, async (entry) => {
    const problem = await problemOf(shelf, entry);
    if (problem !== undefined) problems.push(problem);
    progress?.(++done, all.length);
  });
  const bytes = all.reduce((sum, entry) => sum + entry.bytes, 0);
  return { backups: wanted, files: all.length, bytes, problems: problems.sort() };
}

async function problemOf(shelf: Shelf, { path, bytes, sha256 }: FileEntry): Promise<string | undefined> {
  const file = shelf.contentFile(sha256);
  try {
    const found = await digestOf(file);
    if (found.sha256 === sha256) return undefined;
    return `${file} is damaged (${found.bytes} of ${bytes} bytes, other content). It holds ${path} of the data folder`;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`;
    return `${file} ${what}. It holds ${path} of the data folder`;
  }
}
