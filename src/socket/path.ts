// Says where the service of a data folder listens for commands, and whether what is there can be trusted.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { SundialError } from '../domain/errors.js';

/** What the kernel takes as a socket's name (sun_path has 108 bytes on Linux, 104 elsewhere), with some room. */
const LONGEST = 100;
const OTHERS = 0o077;

/**
 * The socket's file: in the data folder, or where that name is too long in a folder of the user's own, which is
 * `$XDG_RUNTIME_DIR` where the system has one, because only the user can write there.
 */
export function socketPath(folder: string, runtime = process.env.XDG_RUNTIME_DIR): string {
  const inside = path.join(folder, 'service.sock');
  if (Buffer.byteLength(inside) <= LONGEST) return inside;
  const name = `${createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 16)}.sock`;
  const own = runtime && path.join(runtime, 'sundial', name);
  if (own && Buffer.byteLength(own) <= LONGEST && ownerOf(runtime) === userInfo().uid) return own;
  return path.join(tmpdir(), `sundial-${userInfo().uid}`, name);
}

/** Makes the socket's folder. @throws SundialError `socket-foreign` where another user could reach or replace it */
export function makeSocketFolder(file: string, folder: string): void {
  const parent = path.dirname(file);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  if (parent !== folder) checkFolder(parent);
}

/**
 * Checks a socket before a command is handed over: a command carries what a person typed.
 *
 * @returns whether there is a socket
 * @throws SundialError `socket-foreign` where the socket or its folder belongs to another user
 */
export function checkSocket(file: string, folder: string): boolean {
  const status = statusOf(file);
  // A file of another kind was left there by something else, and no service listens at it.
  if (!status?.isSocket()) return false;
  const parent = path.dirname(file);
  if (parent !== folder) checkFolder(parent);
  // The service may run as the user that owns the data folder, with the command started by root.
  const trusted = [userInfo().uid, ...(parent === folder ? [ownerOf(folder)] : [])];
  if (!trusted.includes(status.uid)) throw foreign(file);
  return true;
}

function checkFolder(folder: string): void {
  const status = statusOf(folder);
  if (!status?.isDirectory() || status.uid !== userInfo().uid || (status.mode & OTHERS) !== 0)
    throw foreign(folder);
}

/** Undefined where there is nothing, or no way to it. */
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
