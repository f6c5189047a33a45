// Reads a small file as a whole, without waiting forever for a named pipe.
import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { SundialError } from './errors.js';
import { LIMITS } from './limits.js';
import { openPipe } from './open-pipe.js';
import { systemProblem } from './system-problem.js';

/**
 * The content of a file, or of a named pipe, such as a shell's `<(...)`.
 *
 * @throws SundialError `file-unreadable` for a pipe that no program opens for writing; errors of the operating system are
 * passed on
 */
export async function readWhole(file: string, patienceMs: number = LIMITS.pipeOpenMs): Promise<Buffer> {
  if (!(await stat(file)).isFIFO()) return readFile(file);
  const handle = await openPipe(file, file, patienceMs);
  return buffer(handle.createReadStream());
}

/**
 * The content of a file that a person names.
 *
 * @param tooLarge makes the error for a file of more than `maxBytes`
 * @throws SundialError that error, `path-missing`, `file-unreadable`
 */
export async function readNamed(
  file: string,
  maxBytes: number,
  tooLarge: () => SundialError,
): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) throw tooLarge();
    const content = await readWhole(file);
    if (content.length > maxBytes) throw tooLarge();
    return content;
  } catch (thrown) {
    if (thrown instanceof SundialError) throw thrown;
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT')
      throw new SundialError('path-missing', { file }, { cause: thrown });
    throw new SundialError(
      'file-unreadable',
      { file, problem: systemProblem(thrown as Error) },
      { cause: thrown },
    );
  }
}
