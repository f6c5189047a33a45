// Writes the files of digests, which only Sundial's user may read.
import { SundialError } from '../domain/errors.js';
import { writePrivateFile } from '../domain/private-file.js';

/** Writes a file, and its folder if needed. @throws SundialError `digest-unwritable` */
export async function writeSaved(file: string, content: string): Promise<void> {
  try {
    await writePrivateFile(file, content);
  } catch (thrown) {
    const problem = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    throw new SundialError('digest-unwritable', { file, problem }, { cause: thrown });
  }
}
