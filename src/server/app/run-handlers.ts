// Answers requests about the work of the service: its runs, and its sources.
import { WEB_LIMITS } from '../../domain/limits-web.js';
import { shownRuns } from '../../store/index.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { instant, legible } from './legible.js';

export function runHandlers({ data, status }: HandlerParts): Pick<Handlers, 'runs' | 'sources'> {
  return {
    runs: async () => {
      const runs = await data().store.runs.latest(WEB_LIMITS.newest);
      return legible({
        rows: shownRuns(runs, true).map(({ started_at, finished_at, ...run }) => ({
          ...run,
          started_at: instant(started_at),
          finished_at: finished_at === 0 ? null : instant(finished_at),
        })),
      });
    },
    sources: async () => {
      const { state, nextRunAt, runningSince, sources = [] } = status();
      return legible({
        state,
        next_run: nextRunAt?.toISOString() ?? null,
        running_since: runningSince?.toISOString() ?? null,
        rows: sources.map(({ name, kind, lastSuccessAt, failedInARow, failures }) => ({
          ...{ name, kind, last_success: lastSuccessAt?.toISOString() ?? null },
          failed_in_a_row: failedInARow,
          problems: failures.map(({ message }) => message),
        })),
      });
    },
  };
}
