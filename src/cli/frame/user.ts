// Who runs a command, as the system knows it.
import { userInfo } from 'node:os';

export interface User {
  /** Undefined where the system has no such numbers. */
  readonly uid?: number;
  readonly name: string;
}

/** The user of this process; behind sudo the one who called it. */
export function processUser(env: NodeJS.ProcessEnv): User {
  const uid = process.getuid?.();
  return { ...(uid !== undefined && { uid }), name: (uid === 0 && env.SUDO_USER) || nameOf(uid) };
}

/** A container's user may have a number and no name. */
function nameOf(uid: number | undefined): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${uid}`;
  }
}
