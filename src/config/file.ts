// Reads the configuration's own files and explains in plain words why one cannot be read.
import { SundialError } from '../domain/errors.js';
import { readWhole } from '../domain/whole-file.js';
import { absolutePath, type Folders, type Raw } from './value.js';

/** The problem of a file that does not exist; a missing default file is not a mistake. */
export const NO_SUCH_FILE = 'no such file or folder';

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: NO_SUCH_FILE,
  ENOTDIR: NO_SUCH_FILE,
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** The text of a file without a byte order mark, or why it cannot be read. */
export async function readText(
  path: string,
): Promise<{ readonly text: string } | { readonly problem: string }> {
  try {
    return { text: (await readWhole(path)).toString().replace(/^\uFEFF/, '') };
  } catch (thrown) {
    return { problem: fileProblem(thrown) };
  }
}

/** The file system's reason, in words. */
export function fileProblem(thrown: unknown): string {
  if (thrown instanceof SundialError) return String(thrown.details.problem);
  const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown error';
  return PROBLEMS[code] ?? code;
}

/** The content of a file that was named in place of a secret, or why it cannot be read. */
export async function secretFileContent(
  path: Raw,
  folders: Folders,
): Promise<{ readonly raw: string } | { readonly problem: string }> {
  if (typeof path !== 'string') return { problem: 'names several files' };
  const file = await readText(absolutePath(path.trim(), folders));
  if ('problem' in file) return { problem: `cannot be read from its file (${file.problem})` };
  return { raw: file.text.replace(/\r?\n$/, '') };
}
