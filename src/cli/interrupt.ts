// Ctrl-C while a command works: the work is told to stop, instead of the process dying in the middle of it.

/** Runs `work` with a signal that Ctrl-C aborts. A second Ctrl-C ends the process as ever. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGINT', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.removeListener('SIGINT', stop);
  }
}
