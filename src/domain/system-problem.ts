// Words for errors of the operating system.
import { getSystemErrorMap } from 'node:util';

/** The message of an error of the operating system, without its code, call and path. */
export function systemProblem(error: NodeJS.ErrnoException): string {
  return getSystemErrorMap().get(error.errno ?? 0)?.[1] ?? error.message;
}
