// What the service does by the clock: the pipeline, and once a day what is too old goes.
import type { ReportsApi } from '../collect/index.js';
import type { Settings } from '../config/index.js';
import type { Clock } from '../domain/clock.js';
import type { Log } from '../domain/log.js';
import { FETCH_RUN, runCycle, type Workspace } from '../pipeline/index.js';
import { planRetention, RETENTION_RUN, runRetention } from '../retention/index.js';
import { logFetched, logWatch } from './log-watch.js';
import { byCron, everyMinutes, type Schedule } from './schedule.js';
import type { Job } from './service.js';

export interface JobParts {
  readonly workspace: Workspace;
  readonly api: ReportsApi;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after each cycle of the pipeline. */
  readonly ended: () => Promise<void>;
}

/** At night, when few people ask and no report arrives. */
const RETENTION_SCHEDULE = '30 1 * * *';

/** The jobs that the settings ask for; the pipeline is the first. */
export async function serviceJobs(parts: JobParts): Promise<[Job, ...Job[]]> {
  const { settings } = parts.workspace;
  const keepsForEver =
    settings.retention_events_days +
      settings.retention_findings_days +
      settings.retention_archive_days +
      Object.keys(settings.retention_types).length ===
    0;
  return [await pipelineJob(parts), ...(keepsForEver ? [] : [await retentionJob(parts)])];
}

async function pipelineJob({ workspace, api, clock, log, ended }: JobParts): Promise<Job> {
  return {
    name: 'pipeline',
    schedule: scheduleOf(workspace.settings),
    lastStartedAt: (await workspace.store.runs.history(FETCH_RUN)).lastStartedAt,
    run: async (signal) => {
      const cycle = await runCycle(workspace, { api, clock, signal, watch: logWatch(log) });
      logFetched(log, cycle.fetched);
      await ended();
      return cycle.failures;
    },
  };
}

function scheduleOf({ run_schedule, run_interval_minutes }: Settings): Schedule {
  return run_schedule ? byCron(run_schedule, 'run_schedule') : everyMinutes(run_interval_minutes);
}

async function retentionJob({ workspace, clock, log }: JobParts): Promise<Job> {
  const { settings: ages, store } = workspace;
  return {
    name: 'retention',
    schedule: byCron(RETENTION_SCHEDULE, 'retention'),
    // The first time comes by the schedule: whoever sets an age sees it in a dry run before the night.
    lastStartedAt: (await store.runs.history(RETENTION_RUN)).lastStartedAt ?? clock(),
    run: async () => {
      const plan = await planRetention({ ...workspace, ages, now: clock() });
      await runRetention(plan, workspace, clock);
      log.info('retention finished', {
        types: plan.events.lines.length,
        originals: plan.archive.originals.length,
      });
      return [];
    },
  };
}
