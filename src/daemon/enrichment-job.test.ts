// Tests when the service renews enrichers, and that a failure is told and does not wait for the next turn of the table.
import { expect, it } from 'vitest';
import { SILENT_LOG } from '../domain/log.js';
import type { Workspace } from '../pipeline/index.js';
import { EnricherStates } from './enricher-states.js';
import { enrichmentJob } from './enrichment-job.js';

/** What the store remembers of an attempt. */
interface Attempt {
  readonly source: string;
  readonly at: number;
  readonly outcome: string;
}

const HOUR_MS = 3_600_000;

it('renews what is due, and a failed enricher after an hour', async () => {
  let now = Date.parse('2026-02-01T07:00:00Z');
  const attempts = new Map<string, Attempt>();
  const begun: string[] = [];
  const enrichment = {
    current: async () => [],
    cves: { lists: async () => [] },
    forgetUnused: async () => {},
    forgetOtherForm: async () => {},
    attempts: async () => [...attempts.values()],
    record: async (attempt: Attempt) => {
      begun.push(attempt.source);
      attempts.set(attempt.source, attempt);
    },
  };
  const entry = (name: string, every_hours: number) => ({
    ...{ name, kind: 'csv', label: name, isShortForm: false, shown: {}, unset: {}, variables: [] },
    values: { from: `/nonexistent/${name}`, token: { reveal: () => '' } },
    keys: { every_hours, versions: 1 },
  });
  const entries = [entry('daily', 24), entry('by-hand', 0)];
  const settings = { enrichers: entries, store_url: '', data_dir: '/nonexistent' };
  const workspace = { settings, enrichment } as unknown as Workspace;
  const enrichers = await EnricherStates.of(workspace);
  const job = enrichmentJob({ workspace, clock: () => new Date(now), env: {}, log: SILENT_LOG, enrichers });
  const run = () => job.run(new AbortController().signal);

  expect(await run()).toMatchObject([{ source: 'enrichment', code: 'path-missing', fatal: false }]);
  // Health and metrics tell it.
  expect(enrichers.all).toMatchObject([
    {
      name: 'daily',
      entries: 0,
      attemptedAt: now / 1000,
      problem: expect.stringContaining('/nonexistent/daily'),
    },
    { name: 'by-hand', attemptedAt: 0, problem: '' },
  ]);
  now += HOUR_MS / 2;
  expect(await run()).toEqual([]);
  now += HOUR_MS / 2;
  expect(await run()).toHaveLength(1);
  attempts.set('daily', { source: 'daily', at: now / 1000, outcome: 'updated' });
  now += 23 * HOUR_MS;
  expect(await run()).toEqual([]);
  now += HOUR_MS;
  expect(await run()).toHaveLength(1);
  expect(begun).toEqual(['daily', 'daily', 'daily']);
});
