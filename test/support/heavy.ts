// A query that keeps the engine busy for hours, and a way to detect that a process is working on it.
import { readFileSync } from 'node:fs';

export const HEAVY_SQL =
  'SELECT count() FROM events AS a, events AS b, events AS c, events AS d WHERE sipHash64(a.ip, b.ip, c.ip, d.ip) = 7';
/** More than a start takes, so that the query is running by then. */
const WORKED_TICKS = 400;
const LOOK_MS = 50;

/**
 * The CPU time of a process in hundredths of a second. The process's name, which may contain blanks, ends with a
 * bracket.
 */
export function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Resolves when a process has used more CPU time than a start needs (Linux only). */
export async function hasWorked(pid: number): Promise<void> {
  while (ticksOf(pid) < WORKED_TICKS) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
