// Translates failures of reading a file: a damaged archive, the disk, or the file itself.
import { tmpdir } from 'node:os';
import { SundialError } from '../../domain/errors.js';
import { systemProblem } from '../../domain/system-problem.js';

/** Turns an error of the operating system into one of the table; undefined for any other error. */
export function systemFailure(thrown: unknown, file: string): SundialError | undefined {
  const error = thrown as NodeJS.ErrnoException;
  if (typeof error?.syscall !== 'string') return undefined;
  const code = error.code ?? '';
  const cause = { cause: thrown };
  // The only file written while reading is the private copy of a nested archive.
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SundialError('disk-full', { file, folder: tmpdir() }, cause);
  }
  if (code === 'ENOENT') return new SundialError('path-missing', { file }, cause);
  return new SundialError('file-unreadable', { file, problem: systemProblem(error) }, cause);
}

/** Turns anything thrown while reading a file or stream into an error of the table. */
export function readingFailure(thrown: unknown, file: string): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  return (
    systemFailure(thrown, file) ?? new SundialError('file-unreadable', { file, problem }, { cause: thrown })
  );
}

/** Turns anything thrown while reading an archive into an error of the table. */
export function archiveFailure(thrown: unknown, file: string, format: string): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  return (
    systemFailure(thrown, file) ??
    new SundialError('archive-corrupt', { file, format, problem }, { cause: thrown })
  );
}
