// Reads how long the processor has worked for a process, which a busy machine changes far less than the time that passes.
import { readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second. */
const TICK_MS = 10;

/** Milliseconds of processor time of a process and its threads (Linux only). @throws Error if the process has ended */
export function workOf(pid: number): number {
  // The second field is the program's name, which may hold blanks and ends with a bracket.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
