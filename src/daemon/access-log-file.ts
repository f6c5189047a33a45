// The files that record requests: of the API beside the service's log, and of the web application with its users.
import path from 'node:path';
import { auditFileOf } from '../access/index.js';
import type { Settings } from '../config/index.js';
import type { Log } from '../domain/log.js';
import { LogFile } from './log-file.js';

const NAME = 'api-access.log';

/** The log of requests to the API. */
export function accessLog(settings: Settings, log: Log): LogFile {
  const { api_access_log: given, log_file, data_dir } = settings;
  const file = given || path.join(log_file === '' ? data_dir : path.dirname(log_file), NAME);
  return rotated(file, 'the log of requests to the API', settings, log);
}

/** The audit log of the web application. */
export function auditLog(settings: Settings, log: Log): LogFile {
  return rotated(auditFileOf(settings), 'the audit log', settings, log);
}

/** Opens the file when the first line is written. Lines that cannot be written are counted as lost. */
function rotated(file: string, what: string, settings: Settings, log: Log): LogFile {
  return new LogFile({
    file,
    mib: settings.log_file_mib,
    kept: settings.log_files,
    trouble: (problem) => log.error(`${what} cannot be written; lines are lost`, { file, problem }),
    recovered: (lost) => log.warn(`${what} can be written again`, { file, lost }),
  });
}
