// A query that keeps the engine busy for hours, and a way to detect that a process is working on it.
import { workOf } from './work.js';

export const HEAVY_SQL =
  'SELECT count() FROM events AS a, events AS b, events AS c, events AS d WHERE sipHash64(a.ip, b.ip, c.ip, d.ip) = 7';
/** More than a start takes, so that the query is running by then. */
const WORKED_MS = 3_000;
const LOOK_MS = 50;

/** Resolves when a process has used more CPU time than a start needs (Linux only). */
export async function hasWorked(pid: number): Promise<void> {
  while (workOf(pid) < WORKED_MS) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
