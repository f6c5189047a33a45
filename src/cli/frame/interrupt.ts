// Ctrl-C during a command: signals the work to stop, instead of letting the process die in the middle of it.
import type { CliContext } from './context.js';

/** Runs `work` with a signal that Ctrl-C aborts. A second Ctrl-C ends the process as usual. */
export async function interruptible<T>(
  context: Pick<CliContext, 'onInterrupt'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const forget = context.onInterrupt(() => controller.abort());
  try {
    return await work(controller.signal);
  } finally {
    forget();
  }
}
