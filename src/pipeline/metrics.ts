// The metrics of the pipeline's runs and their failures.
import type { Counter, Histogram } from '../domain/metric.js';
import type { FinishedRun } from '../domain/service-status.js';

const RUN_SECONDS = [1, 5, 15, 60, 180, 600, 1_800, 3_600, 14_400];

export const RUN_COUNTERS: readonly Counter<FinishedRun>[] = [
  {
    name: 'sundial_runs_total',
    help: 'Runs of the pipeline since the service started, by result.',
    labels: ['status'],
    first: [{ status: 'done' }, { status: 'partial' }, { status: 'failed' }],
    counts: ({ status }) => [{ status }],
  },
  {
    name: 'sundial_failures_total',
    help: 'Failures within runs since the service started, by source and class.',
    labels: ['source', 'class'],
    counts: ({ failures }) => failures.map(({ source, class: kind }) => ({ source, class: kind })),
  },
];

export const RUN_HISTOGRAMS: readonly Histogram<FinishedRun>[] = [
  {
    name: 'sundial_run_duration_seconds',
    help: 'Duration of pipeline runs.',
    buckets: RUN_SECONDS,
    value: ({ startedAt, finishedAt }) => (finishedAt.getTime() - startedAt.getTime()) / 1000,
  },
];
