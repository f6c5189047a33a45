// Waits until something in a folder changes, so that the service need not look again and again.
import { watch } from 'node:fs/promises';

/** Resolves with the next change in a folder, or with the signal; where a folder cannot be watched, with the signal. */
export async function sleepUntilChange(folder: string, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of watch(folder, { signal })) return;
  } catch {
    if (signal.aborted) return;
    // The folder is missing or its file system tells nothing: the service's clock looks then.
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }
}
