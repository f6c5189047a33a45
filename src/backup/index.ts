// The public entry of backups: making, listing, checking and restoring them.

export { listBackups } from './list.js';
export { type BackupRequest, type GivenFile, type Made, makeBackup } from './make-backup.js';
export type { About } from './manifest.js';
export { restoreBackup } from './restore.js';
export { type Verified, verifyBackups } from './verify.js';
