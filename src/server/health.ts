// Derives the service's health from its status: whether reports keep arriving, and if not, why.
import { dateOf, daysBetween } from '../domain/days.js';
import { withoutAddresses } from '../domain/secret.js';
import type {
  EnricherServiceStatus,
  Failure,
  FinishedRun,
  HealthState,
  OutputServiceStatus,
  RegisterServiceStatus,
  ServiceStatus,
  SourceStatus,
} from '../domain/service-status.js';

/** The body of the answer to `GET /health`. */
export interface Health {
  readonly status: HealthState;
  /** One sentence for people. */
  readonly reason: string;
  readonly version: string;
  readonly started_at: string;
  readonly running_since: string | null;
  readonly next_run_at: string | null;
  readonly last_success_at: string | null;
  readonly last_success_age_seconds: number | null;
  /** The age of the last success from which the service counts as stale. */
  readonly stale_after_seconds: number;
  readonly failed_in_a_row: number;
  readonly last_run: HealthRun | null;
  /** The health of each source; empty before the store is open. */
  readonly sources: readonly HealthSource[];
  /** The health of each output. */
  readonly outputs: readonly HealthOutput[];
  /** The health of each enricher, which does not count for the service's own: reports are loaded without them as well. */
  readonly enrichers: readonly HealthEnricher[];
  /** The health of each register that the service imports, which does not count for the service's own either. */
  readonly registers: readonly HealthRegister[];
  readonly newest_report_date: string | null;
  readonly lag_days: number | null;
}

interface HealthSource {
  readonly name: string;
  readonly kind: string;
  readonly status: HealthState;
  readonly last_success_at: string | null;
  readonly last_success_age_seconds: number | null;
  readonly failed_in_a_row: number;
  /** The first failures of the last run. */
  readonly failures: readonly HealthFailure[];
  readonly failure_count: number;
}

interface HealthOutput {
  readonly name: string;
  readonly kind: string;
  readonly status: HealthState;
  readonly state: OutputServiceStatus['state'];
  /** Slices of events that wait, and seconds since the first of them became visible. */
  readonly waiting: number;
  readonly lag_seconds: number;
  readonly sent: OutputServiceStatus['sent'];
  readonly refused: number;
  /** Events above the output's limit of marking. */
  readonly withheld: number;
  readonly last_sent_at: string | null;
  readonly problem: { readonly code: string; readonly message: string; readonly failures: number } | null;
}

interface HealthEnricher {
  readonly name: string;
  readonly kind: string;
  /** `stale`: the last renewal failed, and what was known before is in use; `failing`: nothing is. */
  readonly status: HealthState;
  readonly entries: number;
  readonly in_use_since: string | null;
  readonly age_seconds: number | null;
  readonly last_renewal_at: string | null;
  readonly problem: string | null;
  /** Addresses since the service began. */
  readonly lookups: EnricherServiceStatus['lookups'];
}

interface HealthRegister {
  readonly name: string;
  /** `stale`: the last import failed, and an earlier one counts; `failing`: there is none. */
  readonly status: HealthState;
  /** Rows of the newest import. */
  readonly rows: number;
  readonly last_success_at: string | null;
  readonly age_seconds: number | null;
  readonly last_renewal_at: string | null;
  readonly problem: string | null;
}

interface HealthFailure {
  readonly source: string;
  readonly class: string;
  readonly code: string;
  readonly message: string;
}

interface HealthRun {
  readonly started_at: string;
  readonly finished_at: string;
  readonly status: FinishedRun['status'];
  /** The first failures; `failure_count` counts all of them. */
  readonly failures: readonly HealthFailure[];
  readonly failure_count: number;
}

/** Number of intervals without a success after which the service is stale: one run may fail and one may be long. */
const STALE_INTERVALS = 3;
/** Minimum time until the service is stale, however short the interval is. */
const STALE_AT_LEAST_SECONDS = 15 * 60;
/** Number of consecutive failed runs for an alarm, because a short outage of the publisher is not an alarm. */
const FAILING_RUNS = 3;
/** Maximum number of listed failures: a run may fail at each of a thousand reports. The rest is in the log. */
const FAILURES_SHOWN = 20;

/** The number of seconds without a success after which a service is stale. */
export function staleAfterSeconds(intervalSeconds: number): number {
  return Math.max(STALE_INTERVALS * intervalSeconds, STALE_AT_LEAST_SECONDS);
}

/** The health of the service at an instant. */
export function healthOf(status: ServiceStatus, now: Date): Health {
  const { lastRun, lastSuccessAt, newestReportDate } = status;
  return {
    ...judge(status, now),
    version: status.version,
    started_at: status.startedAt.toISOString(),
    running_since: timeText(status.runningSince),
    next_run_at: timeText(status.nextRunAt),
    last_success_at: timeText(lastSuccessAt),
    last_success_age_seconds: lastSuccessAt ? secondsBetween(lastSuccessAt, now) : null,
    stale_after_seconds: staleAfterSeconds(status.intervalSeconds),
    failed_in_a_row: status.failedInARow,
    last_run: lastRun ? runOf(lastRun) : null,
    sources: (status.sources ?? []).map((source) => sourceOf(source, status, now)),
    outputs: (status.outputs ?? []).map(outputOf),
    enrichers: (status.enrichers ?? []).map((enricher) => enricherOf(enricher, now)),
    registers: (status.registers ?? []).map((register) => registerOf(register, now)),
    newest_report_date: newestReportDate ?? null,
    lag_days: newestReportDate ? daysBehind(newestReportDate, now) : null,
  };
}

function judge(status: ServiceStatus, now: Date): Pick<Health, 'status' | 'reason'> {
  const { lastRun, lastSuccessAt, failedInARow, damage } = status;
  if (damage !== undefined)
    return {
      status: 'failing',
      reason: `The store is damaged: ${damage}. "sundial doctor --repair" restores it.`,
    };
  const refused = lastRun?.failures.find(isRefused);
  if (refused)
    return { status: 'failing', reason: `The credentials of ${refused.source} are missing or refused.` };
  const unread = status.sources?.find(({ failedInARow: runs }) => runs >= FAILING_RUNS);
  if (unread) {
    const { name, failedInARow: runs } = unread;
    return { status: 'failing', reason: `The source ${name} could not be read in the last ${runs} runs.` };
  }
  if (lastRun?.status === 'failed' && failedInARow >= FAILING_RUNS)
    return { status: 'failing', reason: `Something failed in each of the last ${failedInARow} runs.` };
  const unsent = status.outputs?.find((output) => outputState(output) === 'failing');
  if (unsent) return { status: 'failing', reason: `The output ${unsent.name} cannot send.` };
  const limit = staleAfterSeconds(status.intervalSeconds);
  const since = secondsBetween(lastSuccessAt ?? status.startedAt, now);
  if (since > limit)
    return { status: 'stale', reason: `No run succeeded for ${since} seconds; the limit is ${limit}.` };
  if (status.state === 'starting' || !lastSuccessAt)
    return { status: 'starting', reason: 'No run has succeeded yet.' };
  if (status.sources?.length === 0)
    return { status: 'ok', reason: 'Runs succeed. No source is configured; reports are loaded by hand.' };
  return { status: 'ok', reason: 'Runs succeed.' };
}

function isRefused({ class: kind }: Failure): boolean {
  return kind === 'auth';
}

/** The health of a source, by the same limits as for the service. */
function sourceOf(source: SourceStatus, service: ServiceStatus, now: Date): HealthSource {
  const { name, kind, failedInARow, lastSuccessAt, failures } = source;
  return {
    ...{ name, kind, status: sourceState(source, service, now) },
    last_success_at: timeText(lastSuccessAt),
    last_success_age_seconds: lastSuccessAt ? secondsBetween(lastSuccessAt, now) : null,
    failed_in_a_row: failedInARow,
    ...shownFailures(failures),
  };
}

function sourceState(
  { failures, failedInARow, lastSuccessAt }: SourceStatus,
  { startedAt, intervalSeconds }: ServiceStatus,
  now: Date,
): HealthState {
  if (failures.some(isRefused) || failedInARow >= FAILING_RUNS) return 'failing';
  const since = secondsBetween(lastSuccessAt ?? startedAt, now);
  if (since > staleAfterSeconds(intervalSeconds)) return 'stale';
  return lastSuccessAt ? 'ok' : 'starting';
}

function outputOf(output: OutputServiceStatus): HealthOutput {
  const { name, kind, state, waiting, lagSeconds, sent, refused, withheld, sentAt, problem } = output;
  return {
    ...{ name, kind, status: outputState(output), state, waiting, lag_seconds: lagSeconds, sent, refused },
    withheld,
    last_sent_at: timeText(dateAt(sentAt)),
    problem: problem ? { ...problem, message: withoutAddresses(problem.message) } : null,
  };
}

/** An output whose target is away for a moment is not an alarm. */
function outputState({ state, problem }: OutputServiceStatus): HealthState {
  if (state === 'stopped' || (problem && problem.failures >= FAILING_RUNS)) return 'failing';
  return state === 'new' ? 'starting' : 'ok';
}

function enricherOf(enricher: EnricherServiceStatus, now: Date): HealthEnricher {
  const { name, kind, entries, updatedAt, attemptedAt, problem, lookups } = enricher;
  const [since, renewedAt] = [dateAt(updatedAt), dateAt(attemptedAt)];
  return {
    ...{ name, kind, status: renewedState({ problem, attemptedAt, knows: entries > 0 }), entries },
    in_use_since: timeText(since),
    age_seconds: since ? secondsBetween(since, now) : null,
    last_renewal_at: timeText(renewedAt),
    problem: problem === '' ? null : withoutAddresses(problem),
    lookups,
  };
}

function registerOf(register: RegisterServiceStatus, now: Date): HealthRegister {
  const { name, rows, importedAt, attemptedAt, problem } = register;
  const since = dateAt(importedAt);
  return {
    ...{ name, status: renewedState({ problem, attemptedAt, knows: importedAt > 0 }), rows },
    last_success_at: timeText(since),
    age_seconds: since ? secondsBetween(since, now) : null,
    last_renewal_at: timeText(dateAt(attemptedAt)),
    problem: problem === '' ? null : withoutAddresses(problem),
  };
}

interface Renewal extends Pick<EnricherServiceStatus, 'problem' | 'attemptedAt'> {
  /** Whether an earlier renewal left something that is in use. */
  readonly knows: boolean;
}

/** The health of what is renewed again and again. */
function renewedState({ problem, attemptedAt, knows }: Renewal): HealthState {
  if (problem !== '') return knows ? 'stale' : 'failing';
  return attemptedAt === 0 ? 'starting' : 'ok';
}

/** @param seconds unix seconds; 0 = never */
const dateAt = (seconds: number): Date | undefined => (seconds === 0 ? undefined : new Date(seconds * 1000));

function runOf({ startedAt, finishedAt, status, failures }: FinishedRun): HealthRun {
  return {
    started_at: startedAt.toISOString(),
    finished_at: finishedAt.toISOString(),
    status,
    ...shownFailures(failures),
  };
}

function shownFailures(failures: readonly Failure[]): Pick<HealthRun, 'failures' | 'failure_count'> {
  const shown = failures.slice(0, FAILURES_SHOWN).map(({ source, class: kind, code, message }) => ({
    source,
    class: kind,
    code,
    // A client that may read the health is not necessarily permitted to read reports, to which download addresses
    // give access.
    message: withoutAddresses(message),
  }));
  return { failures: shown, failure_count: failures.length };
}

function timeText(at: Date | undefined): string | null {
  return at?.toISOString() ?? null;
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / 1000));
}

/** Whole days from a report date to today, both in UTC. */
function daysBehind(reportDate: string, now: Date): number {
  return daysBetween(reportDate, dateOf(now));
}
