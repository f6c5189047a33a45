// Reads files that options of a mailbox name: keys and certificates.
import { readFile } from 'node:fs/promises';
import { SundialError } from '../../domain/errors.js';
import type { SourceEntry } from '../../domain/source-entry.js';
import { systemProblem } from '../../domain/system-problem.js';
import { shownName } from '../entry.js';

export interface NamedFile {
  readonly file: string;
  /** The displayed name of the option that names it. */
  readonly option: string;
}

/** The file that an option of an entry names; undefined if the option is empty. */
export function namedFile<Key extends string>(
  entry: Pick<SourceEntry<Readonly<Record<Key, string>>>, 'values' | 'shown'>,
  key: Key,
): NamedFile | undefined {
  const file = entry.values[key];
  return file === '' ? undefined : { file, option: shownName(entry, key) };
}

/** The text of a file. @throws SundialError `mail-file-unusable` */
export async function readNamed(named: NamedFile): Promise<string> {
  try {
    return await readFile(named.file, 'utf8');
  } catch (thrown) {
    throw unusable(named, systemProblem(thrown as NodeJS.ErrnoException));
  }
}

/** @param problem a clause about the file */
export function unusable({ file, option }: NamedFile, problem: string): SundialError {
  return new SundialError('mail-file-unusable', { file, option, problem });
}
