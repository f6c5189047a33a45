// Ends the service when the machine asks for it: first in order, and after a deadline at once.
import { EXIT } from '../domain/errors.js';
import type { Log } from '../domain/log.js';
import { endHard } from './hard-end.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** How long the log file may take for its last lines. */
const LAST_LINES_MS = 300;

export interface ShutdownOptions {
  /** Ends the work at hand in order. */
  readonly stop: () => void;
  readonly deadlineSeconds: number;
  readonly log: Log & { close(): Promise<void> };
}

/**
 * Stops at SIGTERM or Ctrl-C. What has not ended by the deadline, or at a second signal, is abandoned: a process may
 * be killed at any moment without losing or doubling anything, so that is safe (ADR 2). The deadline holds until the
 * process has ended, because closing the store may wait for the engine as well.
 */
export function stopOnSignal({ stop, deadlineSeconds, log }: ShutdownOptions): void {
  let deadline: NodeJS.Timeout | undefined;
  const abandon = () => {
    log.warn('work was abandoned; the next run does it again');
    setTimeout(() => endHard(EXIT.partial), LAST_LINES_MS);
    log.close().finally(() => endHard(EXIT.partial));
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (deadline) return abandon();
    log.info('stopping', { signal, deadline_seconds: deadlineSeconds });
    // What the service waits for keeps the process alive; the deadline alone must not.
    deadline = setTimeout(abandon, deadlineSeconds * 1000).unref();
    stop();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}
