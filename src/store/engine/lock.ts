// Tells which process uses a data folder, so that a second one can name it. The engine's own lock decides.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';

export interface FolderLock {
  /** Whether nothing can be written to the folder, by its permissions or because its disk is mounted so. */
  readonly isReadOnly: boolean;
  release(): void;
}

const LOCK_FILE = 'in-use.json';

interface Holder {
  readonly pid: number;
  readonly command: string;
  /** When the process started, as the system counts; a number that is used again has another start. */
  readonly started?: string;
  /** When it opened the store, as people read it. */
  readonly since?: string;
}

/** Who noted itself as the folder's user, and whether it still lives; undefined where there is no note. */
export function lockHolder(folder: string): (Holder & { readonly alive: boolean }) | undefined {
  const holder = readHolder(path.join(folder, LOCK_FILE));
  return holder && { ...holder, alive: isAlive(holder) };
}

/**
 * Notes this process as the folder's user. The engine has a lock of its own, so a note that proves nothing is replaced.
 *
 * @throws SundialError `store-locked` while the process noted there is alive
 */
export function lockFolder(folder: string): FolderLock {
  const file = path.join(folder, LOCK_FILE);
  const holder = readHolder(file);
  if (holder && holder.pid !== process.pid && isAlive(holder)) {
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

/** The first word of a command line that is neither an option nor the value of one. */
function commandOf(args: readonly string[]): string {
  const isWord = (word: string, at: number) =>
    !word.startsWith('-') && !['--config', '--data-dir', '--wait'].includes(args[at - 1] ?? '');
  return args.find(isWord) ?? '';
}

/** Writes aside and renames: what stands under the name may be a link that leads elsewhere. */
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

/** Whether the process that wrote the note still runs: the same number alone may be another program's by now. */
function isAlive({ pid, started }: Holder): boolean {
  const start = startOf(pid);
  if (start !== undefined) return started === start;
  // Systems without /proc only say whether a process of that number exists.
  return !existsSync('/proc/self') && exists(pid);
}

/** Boot and start time of a process in the kernel's words; undefined where there is no such process, or no /proc. */
export function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; the start time is the 20th field behind it (proc(5)).
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
    // EPERM: it lives but belongs to another user.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
