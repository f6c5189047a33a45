// The user who runs a command, according to the system.
import { userInfo } from 'node:os';

export interface User {
  /** Undefined if the system has no such numbers. */
  readonly uid?: number;
  readonly name: string;
}

/** The user of this process; with sudo, the user who called it. */
export function processUser(env: NodeJS.ProcessEnv): User {
  const uid = process.getuid?.();
  return { ...(uid !== undefined && { uid }), name: (uid === 0 && env.SUDO_USER) || nameOf(uid) };
}

/** A container's user may have a number but no name. */
function nameOf(uid: number | undefined): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${uid}`;
  }
}
