// A question that keeps the engine busy for hours, and a way to know that a process is at work on it.
import { readFileSync } from 'node:fs';

export const HEAVY_SQL =
  'SELECT count() FROM events AS a, events AS b, events AS c, events AS d WHERE sipHash64(a.ip, b.ip, c.ip, d.ip) = 7';
/** More than starting takes, so that the question is at work by then. */
const WORKED_TICKS = 400;
const LOOK_MS = 50;

/** Hundredths of a second that a process has worked; its name, which may hold blanks, ends with a bracket. */
export function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Resolves when a process has worked for longer than it takes to start (Linux only). */
export async function hasWorked(pid: number): Promise<void> {
  while (ticksOf(pid) < WORKED_TICKS) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
