// Writes to the log how a run goes on: what a person has to look at as warnings, the rest as details.
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

/** Logs what a cycle came to, source by source. */
export function logCycle(log: Log, { reads }: Cycle): void {
  for (const { source, taken, summary, unselected } of reads) {
    const { run, status, totals } = taken;
    const { message, fields } = summary.log;
    log.info(message, { source, run, status, ...fields, accepted: totals.accepted, unselected });
    for (const warning of summary.warnings) log.warn(warning.message, { source, ...warning.fields });
  }
}
