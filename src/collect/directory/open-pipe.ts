// Opens a named pipe for reading, and gives up where no program opens the other end: that would wait for ever.
import { closeSync, constants, openSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { SundialError } from '../../domain/errors.js';

/**
 * @param shown what messages call the pipe
 * @param patienceMs how long a program may take to open the other end
 * @throws SundialError `file-unreadable` where none did; errors of the operating system are passed on
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
    const problem = `no program has opened the pipe to write to it for ${Math.round(patienceMs / 1000)} seconds`;
    throw new SundialError('file-unreadable', { file: shown, problem });
  } finally {
    clearTimeout(timer);
  }
}

/** Opening the other end is what the system waits for; nothing else ends it. */
function endWaiting(real: string): void {
  closeSync(openSync(real, constants.O_WRONLY | constants.O_NONBLOCK));
}
