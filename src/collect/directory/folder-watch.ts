// Waits until something in a folder changes, so that the service need not poll.
import { watch } from 'node:fs/promises';

/** Resolves at the next change in a folder, or when the signal aborts; only at the signal if the folder cannot be watched. */
export async function sleepUntilChange(folder: string, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of watch(folder, { signal })) return;
  } catch {
    if (signal.aborted) return;
    // The folder is missing, or its file system reports no changes; the service then reads on schedule.
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }
}
