// Renews what the configured enrichers know, and gives it to stored events.
import { type Clock, unixSeconds } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import {
  type ConfiguredEnricher,
  configuredEnrichers,
  type Refreshed,
  type RefreshRequest,
  refreshEnricher,
} from '../../enrich/index.js';
import type { Workspace } from '../workspace.js';
import { addressesAtHand } from './look-up.js';

export interface RefreshOptions
  extends Pick<RefreshRequest, 'clock' | 'signal' | 'mayLeave' | 'again' | 'may'> {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** The names of some enrichers; empty = all. */
  readonly names?: readonly string[];
  /** The addresses to ask about; omitted = those of events of the last days. */
  readonly addresses?: readonly string[];
  /** Whether only those are renewed whose time has come. */
  readonly onlyDue?: boolean;
  /** Called with each enricher's name and the number of networks read so far. */
  readonly progress?: (name: string, networks: number) => void;
}

/**
 * Renews enrichers one after another. A failure is part of the result, and what was known before stays in use.
 *
 * @throws SundialError `enricher-unknown`; `enricher-server` for a store on a server
 */
export async function refreshEnrichment(workspace: Workspace, options: RefreshOptions): Promise<Refreshed[]> {
  const { settings, enrichment } = workspace;
  const { env, names = [], progress, addresses, onlyDue = false, ...request } = options;
  const { clock, signal } = request;
  const all = configuredEnrichers({ settings, clock, env, names });
  const configured = onlyDue ? await dueEnrichers(workspace, all, clock) : all;
  if (configured.length > 0 && settings.store_url !== '') throw new SundialError('enricher-server', {});
  const results: Refreshed[] = [];
  for (const each of configured) {
    if (signal.aborted) break;
    results.push(
      await refreshEnricher(each, {
        ...request,
        enrichment,
        addresses: async () => addresses ?? addressesAtHand(workspace, clock),
        ...(progress && { progress: (networks: number) => progress(each.entry.name, networks) }),
      }),
    );
  }
  return results;
}

/** A failed renewal is tried again after this time, or the enricher's own if that is shorter. */
const RETRY_HOURS = 1;
const HOUR_SECONDS = 3_600;

/** The enrichers whose time to be renewed has come. */
export async function dueEnrichers(
  { enrichment }: Pick<Workspace, 'enrichment'>,
  configured: readonly ConfiguredEnricher[],
  clock: Clock,
): Promise<ConfiguredEnricher[]> {
  const attempts = new Map((await enrichment.attempts()).map((attempt) => [attempt.source, attempt]));
  const now = unixSeconds(clock());
  return configured.filter(({ entry }) => {
    const { every_hours } = entry.keys;
    if (every_hours === 0) return false;
    const last = attempts.get(entry.name);
    const hours = last?.outcome === 'failed' ? Math.min(RETRY_HOURS, every_hours) : every_hours;
    return last === undefined || last.at + hours * HOUR_SECONDS <= now;
  });
}

/**
 * Gives stored events what the enrichers know now, one day after another. May be killed at any point and called again.
 *
 * @param step called before each day; false ends the work
 * @returns how many events were enriched, on how many days
 */
export async function backfillEnrichment(
  { enrichment }: Pick<Workspace, 'enrichment'>,
  clock: Clock,
  step: (date: string, events: number, of: number) => boolean,
): Promise<{ readonly days: number; readonly events: number; readonly left: number }> {
  const outdated = await enrichment.outdatedDays();
  const of = outdated.reduce((sum, { events }) => sum + events, 0);
  let [days, events] = [0, 0];
  for (const day of outdated) {
    if (!step(day.date, events, of)) break;
    await enrichment.enrichDay(day, unixSeconds(clock()));
    days++;
    events += day.events;
  }
  return { days, events, left: outdated.length - days };
}
