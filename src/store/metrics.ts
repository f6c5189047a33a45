// The metrics of the store's contents.
import { type Gauge, labelled, single } from '../domain/metric.js';
import type { Figures } from './figures/figures.js';

export const STORE_GAUGES: readonly Gauge<Figures>[] = [
  labelled('reports', 'state', 'Reports that the Reports API listed, by their state.', ({ listings }) =>
    listings.map(({ state, reports }) => [state, reports]),
  ),
  single('stored_reports', 'Reports with a version in use, from all sources.', ({ reports }) => reports),
  single('stored_events', 'Events in the store, each counted once.', ({ events }) => events),
  single('quarantined_rows', 'Rows that were set aside.', ({ quarantined }) => quarantined),
  single(
    'row_differences',
    'Reports of the last 30 days whose number of rows differs from the number that their publisher states.',
    ({ rowDifferences }) => rowDifferences,
  ),
  labelled(
    'table_bytes',
    'table',
    'Bytes of each table on disk, before the engine removes old parts.',
    ({ tables }) => tables.map(({ table, bytes }) => [table, bytes]),
  ),
  labelled(
    'engine_memory_bytes',
    'part',
    'Memory of the engine: caches, total allocations, and the part of the allocations for merges.',
    ({ memory }) => memory.map(({ part, bytes }) => [part, bytes]),
  ),
  labelled('table_rows', 'table', 'Rows of each table, including rows that are not visible.', ({ tables }) =>
    tables.map(({ table, rows }) => [table, rows]),
  ),
];
