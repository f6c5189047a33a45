// The service's scheduled jobs: the pipeline, the digest, retention once a day, enrichers, registers, and work for when it is idle.
import type { Settings } from '../config/index.js';
import type { Clock } from '../domain/clock.js';
import { asSundialError, SundialError } from '../domain/errors.js';
import { failureOf } from '../domain/failure.js';
import type { Log } from '../domain/log.js';
import type { Failure } from '../domain/service-status.js';
import {
  cycleRuns,
  DIGEST_RUN,
  digestJob,
  hasUnreadSource,
  type OpenSource,
  renewedRegisters,
  runCycle,
  sendUnsent,
  type Workspace,
} from '../pipeline/index.js';
import { planRetention, RETENTION_RUN, runRetention } from '../retention/index.js';
import type { Turns } from '../socket/index.js';
import { compressionJob } from './compression-job.js';
import type { EnricherStates } from './enricher-states.js';
import { enrichmentJob } from './enrichment-job.js';
import { logCycle, logWatch } from './log-watch.js';
import { registerJob } from './register-job.js';
import type { RegisterStates } from './register-states.js';
import { byCron, everyMinutes, type Schedule } from './schedule.js';
import type { Job } from './service.js';
import type { SourceStates } from './source-states.js';
import { textListsJob } from './text-lists-job.js';

export interface JobParts {
  readonly workspace: Workspace;
  readonly sources: readonly OpenSource[];
  readonly states: SourceStates;
  readonly enrichers: EnricherStates;
  readonly registers: RegisterStates;
  readonly clock: Clock;
  readonly log: Log;
  /** Names the proxies of enrichers and registers that ask servers; omitted = none. */
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** The folder of relative file names of registers; omitted = the root folder. */
  readonly cwd?: string;
  readonly turns: Turns;
  /** Called after each cycle of the pipeline. */
  readonly ended: () => Promise<void>;
}

/** At night, when few people ask and no report arrives. */
const RETENTION_SCHEDULE = '30 1 * * *';

/** The configured jobs; the pipeline comes first. */
export async function serviceJobs(parts: JobParts): Promise<[Job, ...Job[]]> {
  const { settings } = parts.workspace;
  const keepsForEver =
    settings.retention_events_days +
      settings.retention_findings_days +
      settings.retention_archive_days +
      Object.keys(settings.retention_types).length ===
    0;
  const whole = (job: Job) => onWholeStore(job, parts.workspace);
  return [
    whole(await pipelineJob(parts)),
    ...(settings.digest_schedule ? [whole(await scheduledDigest(parts))] : []),
    ...(keepsForEver ? [] : [whole(await retentionJob(parts))]),
    ...(settings.enrichers.some(({ keys }) => keys.every_hours > 0)
      ? [whole(enrichmentJob({ ...parts, env: parts.env ?? {} }))]
      : []),
    ...(renewedRegisters(parts.workspace).length > 0
      ? [whole(registerJob({ ...parts, env: parts.env ?? {}, cwd: parts.cwd ?? '/' }))]
      : []),
    whole(textListsJob({ ...parts, texts: parts.workspace.store.texts })),
    ...compression(parts),
  ];
}

/** Touches originals only, so it runs whatever the store lacks. */
function compression({ workspace: { archive, settings }, ...parts }: JobParts): Job[] {
  const isLeft = archive.codec !== undefined && settings.archive_compression_when === 'idle';
  return isLeft ? [compressionJob({ ...parts, archive })] : [];
}

/**
 * Runs a job only while no damage of the store is known, and afterwards updates the copies of data that the archive
 * cannot restore.
 */
function onWholeStore(job: Job, { store }: JobParts['workspace']): Job {
  return {
    ...job,
    run: async (signal) => {
      const [problem] = store.damage();
      if (problem !== undefined) throw new SundialError('store-damaged', { problem });
      const failures = await job.run(signal);
      await store.keepCopies();
      return failures;
    },
  };
}

async function pipelineJob(parts: JobParts): Promise<Job> {
  const { workspace, sources, states, clock, log, ended } = parts;
  return {
    name: 'pipeline',
    schedule: scheduleOf(workspace.settings),
    // The service reads a source that it never read at once, even after readings by hand.
    lastStartedAt: (await hasUnreadSource(workspace, sources))
      ? undefined
      : (await workspace.store.runs.history(cycleRuns(sources))).lastStartedAt,
    run: async (signal) => {
      const cycle = await runCycle(workspace, { sources, clock, signal, watch: logWatch(log) });
      states.note(cycle, clock());
      logCycle(log, cycle);
      await ended();
      return [...cycle.failures, ...(await sendWaiting(parts, signal))];
    },
  };
}

/** Tries again to send unsent digests. */
async function sendWaiting({ workspace, clock, log }: JobParts, signal: AbortSignal): Promise<Failure[]> {
  const { digest_schedule, smtp_host } = workspace.settings;
  if (digest_schedule === '' || smtp_host === '') return [];
  try {
    await sendUnsent({ ...workspace, clock }, { log, signal });
    return [];
  } catch (thrown) {
    return [failureOf(DIGEST_RUN, asSundialError(thrown))];
  }
}

/** When the pipeline runs. @throws SundialError `config-invalid` */
export function scheduleOf({ run_schedule, run_interval_minutes }: Settings): Schedule {
  return run_schedule ? byCron(run_schedule, 'run_schedule') : everyMinutes(run_interval_minutes);
}

/**
 * The digest has its own schedule, because it covers a settled day and not a run (decisions.md#the-digests-schedule).
 */
async function scheduledDigest({ workspace, clock, log }: JobParts): Promise<Job> {
  const { settings, store } = workspace;
  return {
    name: DIGEST_RUN,
    schedule: byCron(settings.digest_schedule, 'digest_schedule'),
    lastStartedAt: (await store.runs.history([DIGEST_RUN])).lastStartedAt ?? clock(),
    run: async (signal) => {
      log.info('digest finished', { outcome: await digestJob({ ...workspace, clock }, { log, signal }) });
      return [];
    },
  };
}

async function retentionJob({ workspace, clock, log }: JobParts): Promise<Job> {
  const { settings: ages, store } = workspace;
  return {
    name: 'retention',
    schedule: byCron(RETENTION_SCHEDULE, 'retention'),
    // The first run follows the schedule, so that an operator who sets an age can check its effect in a dry run first.
    lastStartedAt: (await store.runs.history([RETENTION_RUN])).lastStartedAt ?? clock(),
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
