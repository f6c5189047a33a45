// Names what went wrong while a file was read: damage of an archive, the disk, or the file itself.
import { tmpdir } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { SundialError } from '../../domain/errors.js';

/** Words for an error of the operating system, without its code, call and path. */
export function systemProblem(error: NodeJS.ErrnoException): string {
  return getSystemErrorMap().get(error.errno ?? 0)?.[1] ?? error.message;
}

/** An error of the operating system as one of the table; undefined for any other error. */
export function systemFailure(thrown: unknown, file: string): SundialError | undefined {
  const error = thrown as NodeJS.ErrnoException;
  if (typeof error?.syscall !== 'string') return undefined;
  const code = error.code ?? '';
  const cause = { cause: thrown };
  // The only thing that is written while reading is the private copy of a nested archive.
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SundialError('disk-full', { file, folder: tmpdir() }, cause);
  }
  if (code === 'ENOENT') return new SundialError('path-missing', { file }, cause);
  return new SundialError('file-unreadable', { file, problem: systemProblem(error) }, cause);
}

/** Anything thrown while a file or stream was read, as an error of the table. */
export function readingFailure(thrown: unknown, file: string): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  return (
    systemFailure(thrown, file) ?? new SundialError('file-unreadable', { file, problem }, { cause: thrown })
  );
}

/** Anything thrown while an archive was read, as an error of the table. */
export function archiveFailure(thrown: unknown, file: string, format: string): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  return (
    systemFailure(thrown, file) ??
    new SundialError('archive-corrupt', { file, format, problem }, { cause: thrown })
  );
}
