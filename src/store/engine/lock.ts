// Tells which process uses a data folder, so that a second one can name it. The engine's own lock decides.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';

export interface FolderLock {
  release(): void;
}

const LOCK_FILE = 'in-use.json';

interface Holder {
  readonly pid: number;
  readonly command: string;
}

/** Who noted itself as the folder's user, and whether it still lives; undefined where nobody did. */
export function lockHolder(folder: string): (Holder & { readonly alive: boolean }) | undefined {
  const holder = readHolder(path.join(folder, LOCK_FILE));
  return holder && { ...holder, alive: isAlive(holder.pid) };
}

/**
 * Notes this process as the folder's user.
 *
 * @throws SundialError `store-locked` while the process noted there is alive; a note left by a killed one is replaced
 */
export function lockFolder(folder: string): FolderLock {
  const file = path.join(folder, LOCK_FILE);
  const holder = readHolder(file);
  if (holder && holder.pid !== process.pid && isAlive(holder.pid)) {
    throw new SundialError('store-locked', {
      folder,
      holder: ` (process ${holder.pid}, sundial ${holder.command})`,
    });
  }
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, command: process.argv[2] ?? '' }), {
      mode: 0o600,
    });
  } catch (thrown) {
    throw new SundialError(
      'store-unwritable',
      { folder, problem: (thrown as Error).message },
      { cause: thrown },
    );
  }
  return { release: () => rmSync(file, { force: true }) };
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it lives but belongs to someone else.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
