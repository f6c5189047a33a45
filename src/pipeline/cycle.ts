// One cycle of the pipeline: every source that is set up is read once, and what failed is said.
import type { ReportsApi } from '../collect/index.js';
import type { Clock } from '../domain/clock.js';
import { errorClass, type SundialError } from '../domain/errors.js';
import type { Failure } from '../domain/service-status.js';
import { addDays, dateOf, datesBetween, LOOK_BACK_DAYS, scheduledDates } from './fetch/days.js';
import { type Fetched, type FetchRequest, type FetchWatch, fetchReports } from './fetch/fetch.js';
import type { Workspace } from './workspace.js';

export interface CycleOptions {
  readonly api: ReportsApi;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly watch: FetchWatch;
  /** Fetch so many days instead of those that are due. */
  readonly backfillDays?: number;
}

export interface Cycle {
  readonly fetched: Fetched;
  readonly failures: readonly Failure[];
}

/** Runs one cycle. @throws SundialError what stops everything, such as a full disk */
export async function runCycle(workspace: Workspace, options: CycleOptions): Promise<Cycle> {
  const request = await dueRequest(workspace, options.clock, options.backfillDays);
  const fetched = await fetchReports(workspace, request, options);
  return { fetched, failures: failuresOf(fetched) };
}

/** The days that are due, or the last `backfillDays`, and what the settings say of lists and types. */
export async function dueRequest(
  { settings, store, catalogue }: Workspace,
  clock: Clock,
  backfillDays?: number,
): Promise<FetchRequest> {
  const today = dateOf(clock());
  const from = addDays(today, 1 - LOOK_BACK_DAYS);
  const known = async () => ({
    reads: await store.listings.reads('1970-01-01', today),
    failed: await store.listings.failed(from),
  });
  const dates = backfillDays
    ? datesBetween(addDays(today, 1 - backfillDays), today)
    : scheduledDates(today, await known(), {
        windowDays: settings.fetch_days,
        backfillDays: settings.backfill_days,
      });
  const named = (names: readonly string[]) => names.flatMap((name) => catalogue.named(name));
  return {
    dates,
    lists: settings.fetch_lists,
    types: named(settings.fetch_types),
    excluded: named(settings.fetch_exclude_types),
    impatient: backfillDays !== undefined,
    thorough: backfillDays !== undefined,
  };
}

/** What failed in a fetch, each kind of failure once. */
export function failuresOf(fetched: Fetched): Failure[] {
  const errors = fetched.outcomes.flatMap(({ error }) => (error ? [error] : []));
  const kinds = new Map(errors.map((error) => [error.code, error]));
  return [...kinds.values()].map((error) => failureOf(error, fetched.status === 'failed'));
}

function failureOf({ code, message }: SundialError, fatal: boolean): Failure {
  return { source: 'api', class: errorClass(code) ?? 'other', code, message, fatal };
}
