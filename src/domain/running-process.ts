// Tells whether a process that was noted in a file is still running, for locks that a kill leaves behind.
import { existsSync, readFileSync } from 'node:fs';

/** A process as it was noted in a file. */
export interface NotedProcess {
  readonly pid: number;
  /** What {@link startOf} said; distinguishes processes with the same number. */
  readonly started?: string;
}

/** Whether the process that was noted is still running. Another program may have the same number by now. */
export function isRunning({ pid, started }: NotedProcess): boolean {
  const start = startOf(pid);
  if (start !== undefined) return started === start;
  // Systems without /proc can only tell whether a process with that number exists.
  return !existsSync('/proc/self') && exists(pid);
}

/** Boot id and start time of a process as the kernel reports them; undefined without such a process, or without /proc. */
export function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may contain any characters; the start time is the 20th field after it (proc(5)).
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: the process is running but belongs to another user.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
