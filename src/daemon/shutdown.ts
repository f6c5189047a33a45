// Ends the service when the machine asks for it: first in order, and after a deadline at once.
import { EXIT } from '../domain/errors.js';
import type { Log } from '../domain/log.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export interface ShutdownOptions {
  /** Ends the work at hand in order. */
  readonly stop: () => void;
  readonly deadlineSeconds: number;
  readonly log: Log;
}

/**
 * Stops at SIGTERM or Ctrl-C. What has not ended by the deadline, or at a second signal, is abandoned: a process may
 * be killed at any moment without losing or doubling anything, so that is safe (ADR 2). Returns what takes it back.
 */
export function stopOnSignal({ stop, deadlineSeconds, log }: ShutdownOptions): () => void {
  let deadline: NodeJS.Timeout | undefined;
  const abandon = () => {
    log.warn('work was abandoned; the next run does it again');
    process.exit(EXIT.failed);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (deadline) abandon();
    log.info('stopping', { signal, deadline_seconds: deadlineSeconds });
    stop();
    deadline = setTimeout(abandon, deadlineSeconds * 1000);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    clearTimeout(deadline);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
