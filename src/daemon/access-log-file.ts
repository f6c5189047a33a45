// The file of the log of requests to the API: beside the service's log, and rotated like it.
import path from 'node:path';
import type { Settings } from '../config/index.js';
import type { Log } from '../domain/log.js';
import { LogFile } from './log-file.js';

const NAME = 'api-access.log';

/** Opens the file when the first line is written. Lines that cannot be written are counted as lost. */
export function accessLog(settings: Settings, log: Log): LogFile {
  const { api_access_log: given, log_file, data_dir } = settings;
  const file = given || path.join(log_file === '' ? data_dir : path.dirname(log_file), NAME);
  return new LogFile({
    file,
    mib: settings.log_file_mib,
    kept: settings.log_files,
    trouble: (problem) =>
      log.error('the log of requests to the API cannot be written; lines are lost', { file, problem }),
    recovered: (lost) => log.warn('the log of requests to the API can be written again', { file, lost }),
  });
}
