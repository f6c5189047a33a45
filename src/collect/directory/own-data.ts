// Recognises the folder in which Sundial keeps its own data, so that it is not read as a folder of reports.
import { statSync } from 'node:fs';
import { shownPath } from '../unpack/names.js';

/** Whether a folder on disk is left out, with everything below it. */
export type LeaveOut = (folder: string, shown: string) => boolean;

/**
 * Leaves out one folder, whichever path or link leads to it.
 *
 * @param data the folder, which need not exist
 * @param say called with the folder's displayed path each time the folder is left out
 */
export function leaveOutOwnData(data: string, say: (shown: string) => void): LeaveOut {
  const own = identityOf(data);
  return (folder, shown) => {
    const isOwn = own !== undefined && identityOf(folder) === own;
    if (isOwn) say(shown);
    return isOwn;
  };
}

/** The note about a folder that was left out. @param shown the folder's displayed path */
export function ownDataNote(shown: string): string {
  return `${shownPath(shown)}: left out, because Sundial keeps its own data there`;
}

function identityOf(folder: string): string | undefined {
  const status = statSync(folder, { throwIfNoEntry: false });
  return status && `${status.dev}:${status.ino}`;
}
