// Writes to the log how a run goes on: what a person has to look at as warnings, the rest as details.
import type { Log } from '../domain/log.js';
import type { Cycle, Fetched, FetchWatch } from '../pipeline/index.js';

/** A watch that logs each day and each file. */
export function logWatch(log: Log): FetchWatch {
  return {
    listed: (date, reports, toFetch) => log.debug('day listed', { date, reports, to_fetch: toFetch }),
    archived: (file, bytes) => log.debug('report archived', { file, bytes }),
    read: () => {},
    decided: ({ path, outcome, rows, accepted, duplicate, quarantined, notices, error }) => {
      if (error) log.warn('report not loaded', { file: path, code: error.code, problem: error.message });
      else
        log.debug('report loaded', { file: path, outcome, rows, accepted, duplicate, quarantined, notices });
    },
  };
}

/** Logs what a cycle came to. */
export function logCycle(log: Log, { fetched, mail }: Cycle): void {
  if (fetched) logFetched(log, fetched);
  if (!mail) return;
  const { run, status, totals, messages } = mail;
  log.info('mailbox read', { run, status, messages: messages.length, accepted: totals.accepted });
}

function logFetched(log: Log, { run, status, totals, differences, ...fetched }: Fetched): void {
  const { listed, known, reissued, empty, failed, waiting, unreadDays } = fetched;
  const counts = { listed, new: fetched.new, known, reissued, empty, failed, waiting };
  log.info('run finished', {
    run,
    status,
    ...counts,
    accepted: totals.accepted,
    unread_days: unreadDays.length,
  });
  if (differences.length > 0)
    log.warn('row counts differ from the stated ones', { reports: differences.length });
}
