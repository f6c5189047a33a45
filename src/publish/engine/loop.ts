// Keeps outputs sending while the service runs: each checks for work every few seconds, and waits after failures.
import { asSundialError, mayMend, type SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Log } from '../../domain/log.js';
import type { OutputRun } from './output-run.js';

/** Interval at which an idle output checks for work, so that events are sent within seconds after their load. */
const LOOK_MS = 2_000;

export interface LoopParts {
  readonly signal: AbortSignal;
  /** Waits; resolves early when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly log: Log;
  /** Whether nothing may be sent at the moment, because the store is damaged. */
  readonly isPaused?: () => boolean;
  /** Called after each round that sent something or failed. */
  readonly ended?: (run: OutputRun) => Promise<void>;
}

/** Runs outputs concurrently until the signal; a failing output delays no other. */
export async function keepSending(runs: readonly OutputRun[], parts: LoopParts): Promise<void> {
  await Promise.all(runs.map((run) => keepOne(run, parts)));
}

async function keepOne(run: OutputRun, parts: LoopParts): Promise<void> {
  const { signal, wait, log, ended, isPaused = () => false } = parts;
  const { name } = run;
  for (let failures = 0; !signal.aborted; ) {
    try {
      if (!isPaused() && (await run.hasWork())) {
        const { appeared, withdrawn, findings, reports, refused } = await run.round({ signal });
        const sent = { appeared, withdrawn, findings, reports, refused };
        if (Object.values(sent).some((messages) => messages > 0))
          log.info('output sent', { output: name, ...sent });
        await ended?.(run);
      }
      failures = 0;
      await wait(LOOK_MS, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      const failure = asSundialError(thrown);
      const { code, message } = failure;
      log.error('an output failed', { output: name, code, problem: message });
      await ended?.(run).catch(() => {});
      await wait(pauseMs(failure, failures++), signal);
    }
  }
}

/**
 * The pause after a failure. The pause doubles up to minutes, and has its full length at once if a person has to act. A
 * target that asks for a longer pause, as HTTP servers do with Retry-After (RFC 9110, 10.2.3), gets it, up to an hour.
 */
export function pauseMs({ code, details }: SundialError, failuresBefore: number): number {
  const { outputBackoffMs: first, outputBackoffMaxMs: most, outputAskedPauseMaxMs: longest } = LIMITS;
  const own = needsPerson(code) ? most : Math.min(most, first * 2 ** Math.min(failuresBefore, 20));
  return Math.max(own, Math.min(longest, Number(details.retryAfterMs ?? 0)));
}

/** Whether a failure with this code stays until a person acts. */
export function needsPerson(code: string): boolean {
  return !mayMend(code);
}
