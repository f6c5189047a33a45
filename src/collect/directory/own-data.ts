// Recognises the folder in which Sundial keeps its own data, so that it is not read as a folder of reports.
import { statSync } from 'node:fs';

/** Says of a folder on disk whether it is left out, with all below it. */
export type LeaveOut = (folder: string, shown: string) => boolean;

/**
 * Leaves out one folder, by whatever path or link it is reached.
 *
 * @param data the folder; it need not be there
 * @param say told how people know it, each time it is left out
 */
export function leaveOutOwnData(data: string, say: (shown: string) => void): LeaveOut {
  const own = identityOf(data);
  return (folder, shown) => {
    const isOwn = own !== undefined && identityOf(folder) === own;
    if (isOwn) say(shown);
    return isOwn;
  };
}

function identityOf(folder: string): string | undefined {
  const status = statSync(folder, { throwIfNoEntry: false });
  return status && `${status.dev}:${status.ino}`;
}
