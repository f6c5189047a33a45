// Determines where the service of a data folder listens for commands, and whether that socket can be trusted.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { SundialError } from '../domain/errors.js';

/** Maximum length of a socket's path, below the kernel's limit (sun_path has 108 bytes on Linux, 104 elsewhere). */
const LONGEST = 100;
const OTHERS = 0o077;

/**
 * The socket's file: in the data folder, or if that path is too long, in a private folder of the user, preferably
 * `$XDG_RUNTIME_DIR`, because only the user can write there.
 */
export function socketPath(folder: string, runtime = process.env.XDG_RUNTIME_DIR): string {
  const inside = path.join(folder, 'service.sock');
  if (Buffer.byteLength(inside) <= LONGEST) return inside;
  const name = `${createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 16)}.sock`;
  const own = runtime && path.join(runtime, 'sundial', name);
  if (own && Buffer.byteLength(own) <= LONGEST && ownerOf(runtime) === userInfo().uid) return own;
  return path.join(tmpdir(), `sundial-${userInfo().uid}`, name);
}

/** Creates the socket's folder. @throws SundialError `socket-foreign` if another user could access or replace it */
export function makeSocketFolder(file: string, folder: string): void {
  const parent = path.dirname(file);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  if (parent !== folder) checkFolder(parent);
}

/**
 * Checks a socket before a command is handed over, because a command contains a person's input.
 *
 * @returns whether the socket exists
 * @throws SundialError `socket-foreign` if the socket or its folder belongs to another user
 */
export function checkSocket(file: string, folder: string): boolean {
  const status = statusOf(file);
  // A file of another kind does not come from Sundial, and no service listens there.
  if (!status?.isSocket()) return false;
  const parent = path.dirname(file);
  if (parent !== folder) checkFolder(parent);
  // Root may start a command while the service runs as the owner of the data folder.
  const trusted = [userInfo().uid, ...(parent === folder ? [ownerOf(folder)] : [])];
  if (!trusted.includes(status.uid)) throw foreign(file);
  return true;
}

function checkFolder(folder: string): void {
  const status = statusOf(folder);
  if (!status?.isDirectory() || status.uid !== userInfo().uid || (status.mode & OTHERS) !== 0)
    throw foreign(folder);
}

/** Undefined if the file does not exist or is not accessible. */
function statusOf(file: string): Stats | undefined {
  try {
    return lstatSync(file);
  } catch {
    return undefined;
  }
}

function ownerOf(file: string): number | undefined {
  return statusOf(file)?.uid;
}

function foreign(file: string): SundialError {
  return new SundialError('socket-foreign', { file });
}
