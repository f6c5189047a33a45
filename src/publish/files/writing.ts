// Turns failures of the file system into the error of the output to files.
import { SundialError } from '../../domain/errors.js';
import { systemProblem } from '../../domain/system-problem.js';

/** @throws SundialError `files-unwritable` if an operation of the file system fails; other errors of the work */
export async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const failure = thrown as NodeJS.ErrnoException;
    if (failure.syscall === undefined) throw thrown;
    throw new SundialError('files-unwritable', { file, problem: systemProblem(failure) }, { cause: thrown });
  }
}
