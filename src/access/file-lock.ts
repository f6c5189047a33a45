// Lets one process at a time change a file: a lock beside it that names its process, so that a kill does no harm.
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { type ErrorCode, SundialError } from '../domain/errors.js';
import { isRunning, type NotedProcess, startOf } from '../domain/running-process.js';

const LOOK_MS = 20;

/**
 * Takes the lock of a file. A lock whose process was killed is replaced.
 *
 * @param busy the error if another process keeps the lock
 * @param patienceMs how long to wait for another process
 * @returns the function that gives the lock back
 *
 * @throws SundialError `busy`, and errors of the system
 */
export async function takeLock(file: string, busy: ErrorCode, patienceMs: number): Promise<() => void> {
  const lock = `${file}.lock`;
  const until = performance.now() + patienceMs;
  const own = `${lock}.${randomBytes(6).toString('hex')}`;
  const note: NotedProcess = { pid: process.pid, started: startOf(process.pid) ?? '' };
  await writeFile(own, JSON.stringify(note), { mode: 0o600, flag: 'wx' });
  try {
    for (;;) {
      if (await isLinked(own, lock)) return () => rmSync(lock, { force: true });
      const holder = holderOf(lock);
      if (holder && !isRunning(holder)) await remove(lock, holder);
      else if (performance.now() >= until)
        throw new SundialError(busy, { file: lock, holder: holder?.pid ?? 'unknown' });
      else await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** A link has its content from the first moment, and only one process can make it. */
async function isLinked(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

/** Removes the lock of a process that has ended, unless another process has just replaced it by its own. */
async function remove(lock: string, ended: NotedProcess): Promise<void> {
  const aside = `${lock}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(lock, aside);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw thrown;
  }
  if (JSON.stringify(holderOf(aside)) !== JSON.stringify(ended)) await isLinked(aside, lock);
  await rm(aside, { force: true });
}

/** Undefined without a lock, and for one that names no process. */
function holderOf(lock: string): NotedProcess | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(lock, 'utf8')) as NotedProcess;
    return Number.isInteger(pid) ? { pid, started: String(started) } : undefined;
  } catch {
    return undefined;
  }
}
