// Every gauge of the metrics as data: its name, what it says, and where its values come from.
import type { Figures } from '../store/index.js';
import { HEALTH_STATES, type Health } from './health.js';

/** What gauges are made from at a scrape. */
export interface Seen {
  readonly health: Health;
  /** The store's figures as they were last read. */
  readonly figures: { readonly of: Figures; readonly readAt: Date } | undefined;
}

export interface GaugeRow {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  /** Values by the label's value; without a label, by the empty text. What is not known is left out. */
  readonly values: (seen: Seen) => readonly (readonly [string, number | undefined])[];
}

/** A gauge without label. */
const one = (name: string, help: string, value: (seen: Seen) => number | undefined): GaugeRow => ({
  name: `sundial_${name}`,
  help,
  values: (seen) => [['', value(seen)]],
});

/** A gauge with a value for each of several names, which are words of ours. */
const each = (
  name: string,
  label: string,
  help: string,
  values: (seen: Seen) => readonly (readonly [string, number])[],
): GaugeRow => ({ name: `sundial_${name}`, help, label, values });

const seconds = (time: string | null): number | undefined =>
  time === null ? undefined : Date.parse(time) / 1000;

export const GAUGES: readonly GaugeRow[] = [
  each('info', 'version', 'Always 1; the version is its label.', ({ health }) => [[health.version, 1]]),
  each('health', 'status', '1 for what GET /health says, 0 for the others.', ({ health }) =>
    HEALTH_STATES.map((state) => [state, state === health.status ? 1 : 0]),
  ),
  one('last_success_timestamp_seconds', 'When a run last succeeded.', ({ health }) =>
    seconds(health.last_success_at),
  ),
  one('next_run_timestamp_seconds', 'When the next run is due.', ({ health }) => seconds(health.next_run_at)),
  one('run_in_progress', '1 while a run goes on.', ({ health }) => (health.running_since === null ? 0 : 1)),
  one(
    'failed_runs_in_a_row',
    'Runs up to now in each of which something failed.',
    ({ health }) => health.failed_in_a_row,
  ),
  one(
    'report_lag_days',
    'Days from the newest report date in the store to today.',
    ({ health }) => health.lag_days ?? undefined,
  ),
  each('reports', 'state', 'Reports that the Reports API listed, by what became of them.', ({ figures }) =>
    (figures?.of.listings ?? []).map(({ state, reports }) => [state, reports]),
  ),
  one(
    'stored_reports',
    'Reports of which a version is in use, wherever they came from.',
    ({ figures }) => figures?.of.reports,
  ),
  one('stored_events', 'Events in the store, each counted once.', ({ figures }) => figures?.of.events),
  one('quarantined_rows', 'Rows that were set aside.', ({ figures }) => figures?.of.quarantined),
  one(
    'row_differences',
    'Reports of the last 30 days with another number of rows than their publisher states.',
    ({ figures }) => figures?.of.rowDifferences,
  ),
  each(
    'table_bytes',
    'table',
    'Bytes of each table on disk, before the engine removes old parts.',
    ({ figures }) => (figures?.of.tables ?? []).map(({ table, bytes }) => [table, bytes]),
  ),
  each('table_rows', 'table', 'Rows of each table, with those that are not visible.', ({ figures }) =>
    (figures?.of.tables ?? []).map(({ table, rows }) => [table, rows]),
  ),
  one('store_figures_timestamp_seconds', 'When the figures of the store were last read.', ({ figures }) =>
    figures ? figures.readAt.getTime() / 1000 : undefined,
  ),
];
