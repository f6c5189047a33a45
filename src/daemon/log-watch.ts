// Logs the progress of a run: warnings for problems that need a person's attention, and details.
import type { Log } from '../domain/log.js';
import type { Cycle, ReadWatch } from '../pipeline/index.js';

/** A watch that logs each step and each file. */
export function logWatch(log: Log): ReadWatch {
  return {
    step: ({ log: { message, fields } }) => log.debug(message, fields),
    archived: (file, bytes) => log.debug('report archived', { file, bytes }),
    read: () => {},
    decided: ({ path, outcome, rows, accepted, duplicate, quarantined, notices, error }) => {
      if (error) log.warn('report not loaded', { file: path, code: error.code, problem: error.message });
      else
        log.debug('report loaded', { file: path, outcome, rows, accepted, duplicate, quarantined, notices });
    },
  };
}

/** Logs the result of a cycle, source by source. */
export function logCycle(log: Log, { reads }: Cycle): void {
  for (const { source, taken, summary, unselected } of reads) {
    const { run, status, totals } = taken;
    const { message, fields } = summary.log;
    log.info(message, { source, run, status, ...fields, accepted: totals.accepted, unselected });
    for (const warning of summary.warnings) log.warn(warning.message, { source, ...warning.fields });
  }
}
