// One cycle of the pipeline: every source that is set up is read once, and what failed is said.
import type { Clock } from '../domain/clock.js';
import { asSundialError, errorClass, type SundialError } from '../domain/errors.js';
import type { Failure } from '../domain/service-status.js';
import { addDays, dateOf, datesBetween, LOOK_BACK_DAYS, scheduledDates } from './fetch/days.js';
import {
  BACKFILL_RUN,
  FETCH_RUN,
  type Fetched,
  type FetchRequest,
  type FetchWatch,
  fetchReports,
} from './fetch/fetch.js';
import type { TakenIn } from './ingest/take-in.js';
import { fetchMail, MAIL_RUN, type MailFetched } from './mail/fetch-mail.js';
import type { Sources } from './sources.js';
import type { Workspace } from './workspace.js';

/** What the audit log calls the parts of a cycle. */
export const CYCLE_RUNS: readonly string[] = [FETCH_RUN, BACKFILL_RUN, MAIL_RUN];

export interface CycleOptions {
  readonly sources: Sources;
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
  readonly watch: FetchWatch;
  /** Fetch so many days instead of those that are due. */
  readonly backfillDays?: number;
}

/** What a cycle came to; a source that is not set up, or could not be read at all, has no part in it. */
export interface Cycle {
  readonly fetched?: Fetched;
  readonly mail?: MailFetched;
  readonly failures: readonly Failure[];
}

/** Runs one cycle. @throws SundialError what stops everything, such as a full disk */
export async function runCycle(workspace: Workspace, options: CycleOptions): Promise<Cycle> {
  const { api, openMailbox } = options.sources;
  const fetched = api && (await fetchDue(workspace, { ...options, api }));
  const mail = openMailbox && (await readMailbox(workspace, openMailbox, options));
  const isRead = mail !== undefined && 'messages' in mail;
  return {
    ...(fetched && { fetched }),
    ...(isRead && { mail }),
    failures: [
      ...(fetched ? failuresOf('api', fetched) : []),
      ...(isRead ? failuresOf('mail', mail) : []),
      ...(mail && !isRead ? [mail] : []),
    ],
  };
}

async function fetchDue(
  workspace: Workspace,
  options: CycleOptions & { readonly api: NonNullable<Sources['api']> },
): Promise<Fetched> {
  const { clock, backfillDays } = options;
  const request = await dueRequest(workspace, clock, backfillDays);
  if (backfillDays !== undefined || !(await isFirstCycle(workspace)))
    return fetchReports(workspace, request, options);
  const today = dateOf(clock());
  const back = datesBetween(addDays(today, 1 - workspace.settings.backfill_days), today);
  const dates = [...new Set([...back, ...request.dates])].sort();
  return fetchReports(workspace, { ...request, dates }, { ...options, command: BACKFILL_RUN });
}

/** Whether the pipeline has never run to its end; what a person fetched before does not count. */
export async function isFirstCycle({ store }: Workspace): Promise<boolean> {
  return (await store.runs.history([BACKFILL_RUN])).lastSuccessAt === undefined;
}

/** Reads the mailbox. One that cannot be opened stops no other source. */
async function readMailbox(
  workspace: Workspace,
  open: NonNullable<Sources['openMailbox']>,
  { clock, env, watch, signal }: CycleOptions,
): Promise<MailFetched | Failure> {
  let name = 'mail';
  try {
    const source = await open();
    name = source.name;
    try {
      return await fetchMail(workspace, [source], { command: MAIL_RUN, clock, env, watch, signal });
    } finally {
      await source.close();
    }
  } catch (thrown) {
    const error = asSundialError(thrown);
    if (!errorClass(error.code)) throw thrown;
    return failureOf(name, error, true);
  }
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

/** What failed at a source, each kind of failure once. */
function failuresOf(source: string, { outcomes, status }: TakenIn): Failure[] {
  const errors = outcomes.flatMap(({ error }) => (error ? [error] : []));
  const kinds = new Map(errors.map((error) => [error.code, error]));
  return [...kinds.values()].map((error) => failureOf(source, error, status === 'failed'));
}

function failureOf(source: string, { code, message }: SundialError, fatal: boolean): Failure {
  return { source, class: errorClass(code) ?? 'other', code, message, fatal };
}
