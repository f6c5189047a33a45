// Says where a backup is put together before it becomes a data folder, so that no command opens half of one.
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder within a data folder that a backup is restored to first. */
export const RESTORING_FOLDER = 'restoring';

/** Whether the restoring of a backup into this data folder has begun and not ended. */
export function isHalfRestored(dataFolder: string): boolean {
  return existsSync(path.join(dataFolder, RESTORING_FOLDER));
}
