// Declares the errors of making, checking and restoring backups.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const BACKUP_ERRORS = {
  'backup-missing': operator(
    '{folder}: {problem}. "sundial backup {folder} --list" shows the backups in a folder',
    EXIT.usage,
    404,
  ),
  'backup-damaged': operator(
    '{file}: {problem}. "sundial backup FOLDER --verify" lists all damage; restore another backup with --backup, or make a new one, which copies missing content again',
    EXIT.failed,
    500,
  ),
  'backup-unwritable': operator(
    '{folder}: the backup cannot be written ({problem}). Check the permissions of the folder, or name another one',
    EXIT.failed,
    500,
  ),
  'backup-running': {
    message: '{folder}: another backup of this data folder is being made. Try again when it has ended',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 409,
  },
  'backup-server': operator(
    'the store is on a ClickHouse server, which "sundial backup" and "sundial restore" do not cover. Use the commands of the server (BACKUP, RESTORE) for its tables, and copy data_dir as well',
    EXIT.usage,
    409,
  ),
  'backup-interrupted': operator(
    '{folder}: the backup was interrupted and does not count. Earlier backups are unchanged. Run the command again to continue',
    EXIT.failed,
    499,
  ),
  'restore-occupied': operator(
    '{folder}: {problem}. A backup can only be restored into an empty folder; name another one with --to',
    EXIT.failed,
    409,
  ),
} as const satisfies Record<string, ErrorRow>;
