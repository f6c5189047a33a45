// Defines the folder in which a restore is assembled before it becomes a data folder, so that no command opens an
// incomplete one.
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder within a data folder into which a backup is restored first. */
export const RESTORING_FOLDER = 'restoring';

/** Whether a restore into this data folder has begun but not ended. */
export function isHalfRestored(dataFolder: string): boolean {
  return existsSync(path.join(dataFolder, RESTORING_FOLDER));
}
