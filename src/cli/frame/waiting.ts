// Waits for another command: the time limit, and the output meanwhile.

import { SundialError } from '../../domain/errors.js';
import type { CliContext } from './context.js';
import type { GlobalOptions } from './global-options.js';

/** Loading a whole backfill may take an hour; a longer wait deserves a person's attention. */
export const WAIT_SECONDS = 3_600;
/** A year. Timers are limited to 24 days, but no command waits that long. */
const MOST_SECONDS = 2_000_000;
const TICK_MS = 1_000;

/** How many seconds a command waits for others: `--wait SECONDS`, or 0 with `--no-wait`. @throws SundialError `usage` */
export function readWait({ wait }: GlobalOptions): number {
  if (wait === undefined || wait === true) return WAIT_SECONDS;
  if (wait === false) return 0;
  const seconds = /^\d{1,7}$/.test(String(wait)) ? Number(wait) : MOST_SECONDS + 1;
  if (seconds <= MOST_SECONDS) return seconds;
  throw new SundialError('usage', {
    problem: `--wait: "${wait}" is not a number of seconds from 0 to ${MOST_SECONDS}`,
  });
}

/** An instant for people: `2026-03-10 12:00:00 UTC`. */
export function instantText(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Says once what the command is waiting for, and on a terminal for how long. */
export class WaitingNote {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly context: Pick<CliContext, 'note' | 'draw' | 'interactive'>) {}

  /** @param what the command in progress, and its start time */
  show(what: string): void {
    if (this.timer) return;
    const { note, draw, interactive } = this.context;
    note(`waiting for ${what}; Ctrl-C ends the waiting`);
    const started = performance.now();
    this.timer = setInterval(() => {
      if (interactive) draw(`waiting for ${Math.round((performance.now() - started) / 1000)} s`);
    }, TICK_MS);
  }

  end(): void {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.context.interactive) this.context.draw('');
  }
}
