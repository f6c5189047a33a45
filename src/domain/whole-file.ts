// Reads a small file as a whole, without waiting forever for a named pipe.
import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { LIMITS } from './limits.js';
import { openPipe } from './open-pipe.js';

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
