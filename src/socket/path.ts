// Where the service of a data folder listens for commands.
import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

/** What the kernel takes as a socket's name (sun_path has 108 bytes on Linux, 104 elsewhere), with some room. */
const LONGEST = 100;

/** The socket's file: in the data folder, or where that name is too long in a folder of the user's own. */
export function socketPath(folder: string): string {
  const inside = path.join(folder, 'service.sock');
  if (Buffer.byteLength(inside) <= LONGEST) return inside;
  const name = createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 16);
  return path.join(tmpdir(), `sundial-${userInfo().uid}`, `${name}.sock`);
}
