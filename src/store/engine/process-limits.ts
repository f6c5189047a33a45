// Refuses to start the engine in a process whose limits it cannot work with: it would fail without a message, or
// hang.
import { readFileSync } from 'node:fs';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';

/** The file in which Linux lists a process's limits; other systems lack this file and are not checked. */
const LIMITS_FILE = '/proc/self/limits';

/** @throws SundialError `too-few-files`, `too-little-memory` */
export function checkProcessLimits(): void {
  const limits = readIfThere(LIMITS_FILE);
  const allowed = (name: string) => {
    // The soft limit comes first; "unlimited" has no digits.
    const found = new RegExp(`^Max ${name}\\s+(\\d+)`, 'm').exec(limits)?.[1];
    return found === undefined ? Number.POSITIVE_INFINITY : Number(found);
  };
  if (allowed('open files') < LIMITS.openFiles) throw new SundialError('too-few-files');
  if (allowed('address space') < LIMITS.addressSpaceBytes) throw new SundialError('too-little-memory');
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw thrown;
  }
}
