// Determines where the service of a data folder listens for commands, and whether that socket can be trusted.
import {
  lstatSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  symlinkSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { SundialError } from '../domain/errors.js';

/** Maximum length of a socket's path, below the kernel's limit (sun_path has 108 bytes on Linux, 104 elsewhere). */
const LONGEST = 100;
const OTHERS = 0o077;
const NAME = 'service.sock';
/** The beginning of the name of a folder for a socket; six random characters follow. */
const FOLDER = 'sundial-';

/** The socket in the data folder; if that path is too long for a socket, a link to the socket. */
const insideOf = (folder: string): string => path.join(folder, NAME);
const isShort = (file: string): boolean => Buffer.byteLength(file) <= LONGEST;

/**
 * Chooses the file of a new socket, and removes the socket of a service that was killed. If the path in the data folder
 * is too long, the socket is in a new private folder, preferably below `$XDG_RUNTIME_DIR`, and a link in the data folder
 * points to the socket. The new folder has a random name, which no other user could occupy before.
 *
 * @throws SundialError `socket-long` if no place is short enough
 */
export function placeSocket(folder: string, runtime = process.env.XDG_RUNTIME_DIR): string {
  const inside = insideOf(folder);
  removeSocket(folder);
  if (isShort(inside)) return inside;
  const own = runtime && ownerOf(runtime) === userInfo().uid ? [runtime] : [];
  const place = [...own, tmpdir(), '/tmp'].find((each) => isShort(path.join(each, `${FOLDER}XXXXXX`, NAME)));
  if (place === undefined) throw new SundialError('socket-long', { file: inside, bytes: LONGEST });
  const file = path.join(mkdtempSync(path.join(place, FOLDER)), NAME);
  symlinkSync(file, `${inside}.new`);
  renameSync(`${inside}.new`, inside);
  return file;
}

/** Removes the socket of a data folder, and the folder that was made for it. */
export function removeSocket(folder: string): void {
  const inside = insideOf(folder);
  const file = linkedFile(inside);
  if (file !== undefined && isMadeHere(file)) {
    rmSync(file, { force: true });
    try {
      rmdirSync(path.dirname(file));
    } catch {
      // Other files are not Sundial's, so the folder stays.
    }
  }
  rmSync(`${inside}.new`, { force: true });
  rmSync(inside, { force: true });
}

/**
 * Finds the socket of a data folder and checks it before a command is handed over, because a command contains a person's
 * input.
 *
 * @returns undefined if no socket exists
 * @throws SundialError `socket-foreign` if the socket or its folder belongs to another user or is accessible to others
 */
export function trustedSocket(folder: string): string | undefined {
  const inside = insideOf(folder);
  const file = linkedFile(inside) ?? inside;
  const status = statusOf(file);
  // A file of another kind does not come from Sundial, and no service listens there.
  if (!status?.isSocket()) return undefined;
  // Root may start a command while the service runs as the owner of the data folder.
  const trusted = [userInfo().uid, ownerOf(folder)].filter((uid) => uid !== undefined);
  const parent = path.dirname(file);
  if (parent !== folder && !isPrivate(parent, trusted)) throw foreign(parent, inside);
  if (!trusted.includes(status.uid) || (status.mode & OTHERS) !== 0) throw foreign(file, inside);
  return file;
}

/** The file of a socket to which the data folder links and that no longer exists; undefined if no socket is lost. */
export function lostSocket(folder: string): string | undefined {
  const file = linkedFile(insideOf(folder));
  return file !== undefined && statusOf(file) === undefined ? file : undefined;
}

/** Whether a link points to a socket that `placeSocket` made; the owner of a data folder may have made another link. */
function isMadeHere(file: string): boolean {
  const parent = path.dirname(file);
  const status = statusOf(file);
  return (
    path.basename(file) === NAME &&
    path.basename(parent).startsWith(FOLDER) &&
    (status === undefined || status.isSocket()) &&
    isPrivate(parent, [userInfo().uid])
  );
}

/** Whether only these users can access or replace the content of a folder. */
function isPrivate(folder: string, owners: readonly number[]): boolean {
  const status = statusOf(folder);
  if (!status?.isDirectory()) return false;
  return owners.includes(status.uid) && (status.mode & OTHERS) === 0;
}

/** The file that a link points to; undefined if `link` is not a link. */
function linkedFile(link: string): string | undefined {
  return statusOf(link)?.isSymbolicLink() ? path.resolve(path.dirname(link), readlinkSync(link)) : undefined;
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

/** @param entry the socket in the data folder or the link to it, which its owner can remove */
function foreign(file: string, entry: string): SundialError {
  return new SundialError('socket-foreign', { file, entry });
}
