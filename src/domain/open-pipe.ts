// Opens a named pipe for reading, and gives up if no program opens the other end, because the wait would last
// forever.
import { closeSync, constants, openSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { SundialError } from './errors.js';

/**
 * @param shown the pipe's name in messages
 * @param patienceMs time limit for a program to open the other end
 * @throws SundialError `file-unreadable` if none did; errors of the operating system are passed on
 */
export async function openPipe(real: string, shown: string, patienceMs: number): Promise<FileHandle> {
  let isForsaken = false;
  const timer = setTimeout(() => {
    isForsaken = true;
    endWaiting(real);
  }, patienceMs);
  try {
    const handle = await open(real, 'r');
    if (!isForsaken) return handle;
    await handle.close();
    const problem = `no program has opened the pipe for writing within ${Math.round(patienceMs / 1000)} seconds`;
    throw new SundialError('file-unreadable', { file: shown, problem });
  } finally {
    clearTimeout(timer);
  }
}

/** Opens the other end, because nothing else ends the system's wait. */
function endWaiting(real: string): void {
  closeSync(openSync(real, constants.O_WRONLY | constants.O_NONBLOCK));
}
