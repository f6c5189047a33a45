// The job that renews enrichers when their time has come, a failed one after an hour at the latest.
import type { Clock } from '../domain/clock.js';
import { failureOf } from '../domain/failure.js';
import type { Log } from '../domain/log.js';
import { refreshEnrichment, type Workspace } from '../pipeline/index.js';
import type { EnricherStates } from './enricher-states.js';
import { everyMinutes } from './schedule.js';
import type { Job } from './service.js';

/** How often the service looks whose time has come; `every_hours` of an enricher says how often it is renewed. */
const LOOK_MINUTES = 10;

export interface EnrichmentParts {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly log: Log;
  readonly enrichers: EnricherStates;
}

/** The name of the job in the log and in failures. */
export const ENRICHMENT_JOB = 'enrichment';

export function enrichmentJob({ workspace, clock, env, log, enrichers }: EnrichmentParts): Job {
  return {
    name: ENRICHMENT_JOB,
    schedule: everyMinutes(LOOK_MINUTES),
    lastStartedAt: undefined,
    run: async (signal) => {
      const renewed = await refreshEnrichment(workspace, { clock, env, signal, onlyDue: true });
      await enrichers.note(renewed);
      for (const { name, outcome, entries, asked, cached, unanswered } of renewed)
        if (outcome !== 'failed')
          log.info('enricher renewed', { name, outcome, entries, asked, cached, unanswered });
      return renewed.flatMap(({ error }) => (error ? [failureOf(ENRICHMENT_JOB, error)] : []));
    },
  };
}
