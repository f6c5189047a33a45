// The digest's jobs: it is made and sent by its own schedule, and what could not be sent is tried again in between.
import { asSundialError, errorClass } from '../domain/errors.js';
import type { Failure } from '../domain/service-status.js';
import { DIGEST_RUN, digestJob, sendUnsent } from '../notify/index.js';
import type { JobParts } from './jobs.js';
import { byCron, everyMinutes } from './schedule.js';
import type { Job } from './service.js';

/** A mail server that was away is seldom away for long. */
const RETRY_MINUTES = 30;

/** None without a schedule. @throws SundialError `config-invalid` for what is no schedule */
export async function digestJobs({ workspace, clock, log }: Omit<JobParts, 'ended'>): Promise<Job[]> {
  const { settings, store } = workspace;
  if (settings.digest_schedule === '') return [];
  const context = { ...workspace, clock };
  const daily: Job = {
    name: 'digest',
    schedule: byCron(settings.digest_schedule, 'digest_schedule'),
    // The first one comes by the schedule; after that, one that was slept through comes at once.
    lastStartedAt: (await store.runs.history(DIGEST_RUN)).lastStartedAt ?? clock(),
    run: (signal) => failuresOf(() => digestJob(context, { log, signal })),
  };
  if (settings.smtp_host === '') return [daily];
  const unsent: Job = {
    name: 'unsent digests',
    schedule: everyMinutes(RETRY_MINUTES),
    lastStartedAt: undefined,
    run: (signal) => failuresOf(() => sendUnsent(context, { log, signal })),
  };
  return [daily, unsent];
}

async function failuresOf(work: () => Promise<unknown>): Promise<Failure[]> {
  try {
    await work();
    return [];
  } catch (thrown) {
    const { code, message } = asSundialError(thrown);
    return [{ source: 'digest', class: errorClass(code) ?? 'other', code, message, fatal: true }];
  }
}
