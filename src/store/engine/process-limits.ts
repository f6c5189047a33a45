// Refuses to start the engine where the process may open too few files: the engine would only say that it cannot start.
import { readFileSync } from 'node:fs';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';

/** Where Linux tells a process its limits; other systems have no such file and are not checked. */
const LIMITS_FILE = '/proc/self/limits';

/** @throws SundialError `too-few-files` */
export function checkOpenFiles(): void {
  const allowed = /^Max open files\s+(\d+)/m.exec(readIfThere(LIMITS_FILE))?.[1];
  if (allowed !== undefined && Number(allowed) < LIMITS.openFiles) throw new SundialError('too-few-files');
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw thrown;
  }
}
