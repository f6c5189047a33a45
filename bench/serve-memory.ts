// Watches the memory of the service while something else is in progress.
import { residentOf } from './child.js';

const WATCH_MS = 20;

/** Memory of a process that is not from files, in bytes. */
export function memoryOf(pid: number | undefined): number {
  return residentOf(pid).anonymousBytes;
}

/** The highest memory of a process meanwhile, in bytes. */
export async function highestMemory(
  pid: number | undefined,
  meanwhile: () => Promise<unknown>,
): Promise<number> {
  let highest = memoryOf(pid);
  const watch = setInterval(() => {
    highest = Math.max(highest, memoryOf(pid));
  }, WATCH_MS);
  try {
    await meanwhile();
  } finally {
    clearInterval(watch);
  }
  return highest;
}
