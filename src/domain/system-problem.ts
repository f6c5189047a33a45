// Words for errors of the operating system.
import { getSystemErrorMap } from 'node:util';
import { SundialError } from './errors.js';

/** The message of an error of the operating system, without its code, call and path; the problem of one of the table. */
export function systemProblem(error: NodeJS.ErrnoException): string {
  if (error instanceof SundialError) return String(error.details.problem ?? error.message);
  return getSystemErrorMap().get(error.errno ?? 0)?.[1] ?? error.message;
}
