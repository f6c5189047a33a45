// Stops the service on a signal: in an orderly way first, and at once after a deadline.
import { EXIT } from '../domain/errors.js';
import type { Log } from '../domain/log.js';
import { endHard } from './hard-end.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** Time limit for writing the last lines of the log file. */
const LAST_LINES_MS = 300;

export interface ShutdownOptions {
  /** Finishes the current work in an orderly way. */
  readonly stop: () => void;
  readonly deadlineSeconds: number;
  readonly log: Log & { close(): Promise<void> };
}

/**
 * Stops at SIGTERM or Ctrl-C. Work that has not ended by the deadline, or at a second signal, is abandoned. This is safe,
 * because a kill at any moment neither loses nor duplicates data (ADR 2). The deadline applies until the process has
 * ended, because closing the store may wait for the engine as well.
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
    // The service's work keeps the process alive; the deadline alone must not.
    deadline = setTimeout(abandon, deadlineSeconds * 1000).unref();
    stop();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}
