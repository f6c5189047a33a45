// Records which process uses a data folder, so that a second process can name it. The engine's own lock decides.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';
import { isRunning, startOf } from '../../domain/running-process.js';

export interface FolderLock {
  /** Whether nothing can be written to the folder, by its permissions or because its disk is mounted so. */
  readonly isReadOnly: boolean;
  release(): void;
}

const LOCK_FILE = 'in-use.json';

interface Holder {
  readonly pid: number;
  readonly command: string;
  /** The start time of the process, in the system's own format; distinguishes processes with the same number. */
  readonly started?: string;
  /** When the process opened the store, in a readable form. */
  readonly since?: string;
}

/** The process that is recorded as the folder's user, and whether it is still running; undefined without a record. */
export function lockHolder(folder: string): (Holder & { readonly alive: boolean }) | undefined {
  const holder = readHolder(path.join(folder, LOCK_FILE));
  return holder && { ...holder, alive: isRunning(holder) };
}

/**
 * Records this process as the folder's user. The engine has its own lock, so an unreadable or stale record is replaced.
 *
 * @throws SundialError `store-locked` while the recorded process is running
 */
export function lockFolder(folder: string): FolderLock {
  const file = path.join(folder, LOCK_FILE);
  const holder = readHolder(file);
  if (holder && holder.pid !== process.pid && isRunning(holder)) {
    throw new SundialError('store-locked', {
      folder,
      holder: ` (process ${holder.pid}, "sundial ${holder.command}"${holder.since ? ` since ${holder.since}` : ''})`,
    });
  }
  try {
    writeNote(file, {
      pid: process.pid,
      command: commandOf(process.argv.slice(2)),
      since: `${new Date().toISOString().slice(0, 19).replace('T', ' ')} UTC`,
      started: startOf(process.pid) ?? '',
    });
  } catch (thrown) {
    // On a full disk, too, reading needs no note: the engine's own lock decides.
    const isReadOnly = ['EROFS', 'EACCES', 'EPERM'].includes((thrown as NodeJS.ErrnoException).code ?? '');
    return { isReadOnly, release: () => {} };
  }
  return { isReadOnly: false, release: () => rmSync(file, { force: true }) };
}

/** The first word of a command line that is neither an option nor an option's value. */
function commandOf(args: readonly string[]): string {
  const isWord = (word: string, at: number) =>
    !word.startsWith('-') && !['--config', '--data-dir', '--wait'].includes(args[at - 1] ?? '');
  return args.find(isWord) ?? '';
}

/** Writes to a temporary file and renames it, because the existing name may be a link to another place. */
function writeNote(file: string, note: Holder): void {
  const aside = `${file}.${process.pid}`;
  rmSync(aside, { force: true });
  writeFileSync(aside, JSON.stringify(note), { mode: 0o600, flag: 'wx' });
  renameSync(aside, file);
}

function readHolder(file: string): Holder | undefined {
  try {
    const { pid, command, started = '', since = '' } = JSON.parse(readFileSync(file, 'utf8')) as Holder;
    return Number.isInteger(pid) ? { pid, command: String(command), started, since } : undefined;
  } catch {
    return undefined;
  }
}
