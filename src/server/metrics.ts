// The metrics of the service's health, and of reading the store's figures.
import { type Counter, type Gauge, labelled, single } from '../domain/metric.js';
import { HEALTH_STATES, isHealthy } from '../domain/service-status.js';
import type { Health } from './health.js';
import type { ReadFigures } from './seen.js';

const seconds = (time: string | null): number | undefined =>
  time === null ? undefined : Date.parse(time) / 1000;

const OUTPUT_GAUGES: readonly Gauge<Health>[] = [
  labelled(
    'output_healthy',
    'output',
    '1 for an output that GET /health calls ok or starting, else 0.',
    (health) => health.outputs.map(({ name, status }) => [name, isHealthy(status) ? 1 : 0]),
  ),
  labelled(
    'output_waiting_slices',
    'output',
    'Types and dates whose events wait for the output.',
    ({ outputs }) => outputs.map(({ name, waiting }) => [name, waiting]),
  ),
  labelled(
    'output_lag_seconds',
    'output',
    'Seconds since the first change that waits became visible; 0 if none waits.',
    ({ outputs }) => outputs.map(({ name, lag_seconds }) => [name, lag_seconds]),
  ),
  labelled('output_refused_messages', 'output', 'Messages that the target refused.', ({ outputs }) =>
    outputs.map(({ name, refused }) => [name, refused]),
  ),
  labelled(
    'output_withheld_events',
    'output',
    "Events that were not sent because they are marked above the output's limit.",
    ({ outputs }) => outputs.map(({ name, withheld }) => [name, withheld]),
  ),
  labelled(
    'output_sent_messages',
    'output',
    'Messages that the target has accepted, since the output was set up.',
    ({ outputs }) =>
      outputs.map(({ name, sent }) => [name, Object.values(sent).reduce((sum, some) => sum + some, 0)]),
  ),
  labelled(
    'output_last_sent_timestamp_seconds',
    'output',
    'Time of the last batch that the target accepted.',
    ({ outputs }) => outputs.map(({ name, last_sent_at }) => [name, seconds(last_sent_at)]),
  ),
];

const ENRICHER_GAUGES: readonly Gauge<Health>[] = [
  labelled(
    'enricher_healthy',
    'enricher',
    '1 for an enricher that GET /health calls ok or starting, else 0.',
    ({ enrichers }) => enrichers.map(({ name, status }) => [name, isHealthy(status) ? 1 : 0]),
  ),
  labelled(
    'enricher_entries',
    'enricher',
    'Networks or CVE ids of which the enricher knows something.',
    ({ enrichers }) => enrichers.map(({ name, entries }) => [name, entries]),
  ),
  labelled(
    'enricher_in_use_timestamp_seconds',
    'enricher',
    'Time since when what the enricher knows is in use; a table that did not change keeps its time.',
    ({ enrichers }) => enrichers.map(({ name, in_use_since }) => [name, seconds(in_use_since)]),
  ),
  labelled(
    'enricher_last_renewal_timestamp_seconds',
    'enricher',
    'Time of the last renewal, also of one that failed.',
    ({ enrichers }) => enrichers.map(({ name, last_renewal_at }) => [name, seconds(last_renewal_at)]),
  ),
  ...(
    [
      ['asked', 'Addresses without a fresh answer that were given to the enricher since the service began.'],
      ['cached', 'Addresses with a fresh answer, about which the enricher was not asked again.'],
      ['unanswered', 'Addresses that were given to the enricher and still had no answer afterwards.'],
    ] as const
  ).map(([what, help]) =>
    labelled<Health>(`enricher_${what}_addresses`, 'enricher', help, ({ enrichers }) =>
      enrichers.map(({ name, lookups }) => [name, lookups[what]]),
    ),
  ),
];

const REGISTER_GAUGES: readonly Gauge<Health>[] = [
  labelled(
    'register_healthy',
    'register',
    '1 for a register that GET /health calls ok or starting, else 0.',
    ({ registers }) => registers.map(({ name, status }) => [name, isHealthy(status) ? 1 : 0]),
  ),
  labelled('register_rows', 'register', 'Rows of the newest import of the register.', ({ registers }) =>
    registers.map(({ name, rows }) => [name, rows]),
  ),
  labelled(
    'register_last_success_timestamp_seconds',
    'register',
    'Time of the last import of the register that worked.',
    ({ registers }) => registers.map(({ name, last_success_at }) => [name, seconds(last_success_at)]),
  ),
  labelled(
    'register_last_renewal_timestamp_seconds',
    'register',
    'Time of the last import of the register, also of one that failed.',
    ({ registers }) => registers.map(({ name, last_renewal_at }) => [name, seconds(last_renewal_at)]),
  ),
];

export const HEALTH_GAUGES: readonly Gauge<Health>[] = [
  labelled('info', 'version', 'Always 1; the version is its label.', ({ version }) => [[version, 1]]),
  labelled('health', 'status', '1 for the state that GET /health reports, 0 for the others.', ({ status }) =>
    HEALTH_STATES.map((state) => [state, state === status ? 1 : 0]),
  ),
  single('last_success_timestamp_seconds', 'Time of the last successful run.', ({ last_success_at }) =>
    seconds(last_success_at),
  ),
  single('next_run_timestamp_seconds', 'Time at which the next run is due.', ({ next_run_at }) =>
    seconds(next_run_at),
  ),
  single('run_in_progress', '1 while a run is in progress.', ({ running_since }) =>
    running_since === null ? 0 : 1,
  ),
  single(
    'failed_runs_in_a_row',
    'Consecutive runs up to now with a failure.',
    ({ failed_in_a_row }) => failed_in_a_row,
  ),
  single(
    'report_lag_days',
    'Days from the newest report date in the store to today.',
    ({ lag_days }) => lag_days ?? undefined,
  ),
  labelled(
    'source_healthy',
    'source',
    '1 for a source that GET /health calls ok or starting, else 0.',
    (health) => health.sources.map(({ name, status }) => [name, isHealthy(status) ? 1 : 0]),
  ),
  labelled(
    'source_last_success_timestamp_seconds',
    'source',
    'Time of the last reading of a source that succeeded.',
    ({ sources }) => sources.map(({ name, last_success_at }) => [name, seconds(last_success_at)]),
  ),
  labelled(
    'source_failed_runs_in_a_row',
    'source',
    'Consecutive runs up to now in which a source could not be read.',
    ({ sources }) => sources.map(({ name, failed_in_a_row }) => [name, failed_in_a_row]),
  ),
  ...OUTPUT_GAUGES,
  ...ENRICHER_GAUGES,
  ...REGISTER_GAUGES,
];

export const FIGURES_GAUGES: readonly Gauge<ReadFigures>[] = [
  single(
    'store_figures_timestamp_seconds',
    'Time at which the figures of the store were last read.',
    ({ readAt }) => readAt.getTime() / 1000,
  ),
];

/** Counts failures to read the figures. */
export const UNREAD_FIGURES: Counter<void> = {
  name: 'sundial_store_figures_failed_total',
  help: 'Failed or late attempts to read the figures of the store.',
  labels: [],
  counts: () => [{}],
};
