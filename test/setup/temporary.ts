// Keeps the temporary folders of tests in memory where there is enough room, because stores sync many small files.
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const IN_MEMORY = '/dev/shm';
/** The tests use less than 3 GiB at once, most of it for a report of one line of 1 GB. */
const ENOUGH_BYTES = 8 * 1024 ** 3;

/** The folder for temporary folders: in memory on a Linux machine with enough of it. */
export function temporaryFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= ENOUGH_BYTES ? IN_MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
