// Tests the health status and its reason for each situation of the service.
import { describe, expect, it } from 'vitest';
import {
  type EnricherServiceStatus,
  type Failure,
  type FinishedRun,
  type HealthState,
  isHealthy,
  type OutputServiceStatus,
  type RegisterServiceStatus,
  type ServiceStatus,
  type SourceStatus,
} from '../domain/service-status.js';
import { healthOf, staleAfterSeconds } from './health.js';

const NOW = new Date('2026-03-10T12:00:00Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

const failure = (kind: string, fatal = true): Failure => ({
  source: 'api',
  class: kind,
  code: 'internal',
  message: 'https://dl.example.com/0123456789?x=y went wrong',
  fatal,
});

const run = (status: FinishedRun['status'], ...failures: Failure[]): FinishedRun => ({
  startedAt: ago(6),
  finishedAt: ago(5),
  status,
  failures,
});

const output = (state: OutputServiceStatus['state'], failures = 0): OutputServiceStatus => ({
  ...{
    name: 'lake',
    kind: 'files',
    state,
    waiting: 0,
    lagSeconds: 0,
    refused: 0,
    withheld: 0,
    rate: 0,
    sentAt: 0,
  },
  sent: { appeared: 0, withdrawn: 0, findings: 0, reports: 0 },
  ...(failures > 0 && { problem: { code: 'files-unwritable', message: 'it is full', failures } }),
});

const STATUS: ServiceStatus = {
  version: '1.2.3',
  startedAt: ago(600),
  state: 'running',
  intervalSeconds: 900,
  failedInARow: 0,
};
const WELL = { lastSuccessAt: ago(5), lastRun: run('done') };

const CASES: readonly [string, Partial<ServiceStatus>, HealthState][] = [
  ['the store is being opened', { state: 'starting', startedAt: ago(1) }, 'starting'],
  ['the first run is in progress', { startedAt: ago(10), runningSince: ago(10) }, 'starting'],
  ['the first run does not end', { startedAt: ago(46), runningSince: ago(46) }, 'stale'],
  ['the first run failed', { startedAt: ago(10), lastRun: run('failed', failure('timeout')) }, 'starting'],
  ['runs succeed', WELL, 'ok'],
  ['runs succeeded, and the store is damaged', { ...WELL, damage: 'a part has disappeared' }, 'failing'],
  ['an output is behind', { ...WELL, outputs: [output('sending')] }, 'ok'],
  ['an output failed once', { ...WELL, outputs: [output('failing', 1)] }, 'ok'],
  ['an output failed three times', { ...WELL, outputs: [output('failing', 3)] }, 'failing'],
  ['an output needs a person', { ...WELL, outputs: [output('stopped', 1)] }, 'failing'],
  ['a run is in progress', { ...WELL, runningSince: ago(1) }, 'ok'],
  ['the last success is as old as permitted', { ...WELL, lastSuccessAt: ago(45) }, 'ok'],
  ['the last success is older', { ...WELL, lastSuccessAt: ago(45.1) }, 'stale'],
  ['it was restarted after a week', { startedAt: ago(1), lastSuccessAt: ago(7 * 24 * 60) }, 'stale'],
  [
    'single reports fail each time',
    { ...WELL, lastRun: run('partial', failure('retired', false)), failedInARow: 50 },
    'ok',
  ],
  ['a run failed', { ...WELL, lastRun: run('failed', failure('timeout')), failedInARow: 1 }, 'ok'],
  ['a second run failed', { ...WELL, lastRun: run('failed', failure('timeout')), failedInARow: 2 }, 'ok'],
  ['a third run failed', { ...WELL, lastRun: run('failed', failure('timeout')), failedInARow: 3 }, 'failing'],
  [
    'the key was refused',
    { ...WELL, lastRun: run('failed', failure('timeout'), failure('auth')), failedInARow: 1 },
    'failing',
  ],
  [
    'one of two sources refuses the key',
    { ...WELL, lastRun: run('partial', failure('auth', false)), failedInARow: 1 },
    'failing',
  ],
  ['it fails and is stale', { lastRun: run('failed', failure('auth')), failedInARow: 9 }, 'failing'],
  [
    'the first runs all fail',
    { startedAt: ago(40), lastRun: run('failed', failure('unreachable')), failedInARow: 3 },
    'failing',
  ],
  ['it stops', { ...WELL, state: 'stopping' }, 'ok'],
];

it.each(CASES)('where %s', (_situation, given, expected) => {
  expect(healthOf({ ...STATUS, ...given }, NOW).status).toBe(expected);
});

it('only ok and starting are healthy', () => {
  expect((['ok', 'starting', 'stale', 'failing'] as const).map(isHealthy)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('short intervals still allow a run some minutes', () => {
  expect([60, 300, 900, 86_400].map(staleAfterSeconds)).toEqual([900, 900, 2700, 259_200]);
});

it('reports times, ages and lag', () => {
  const health = healthOf(
    { ...STATUS, ...WELL, nextRunAt: ago(-10), newestReportDate: '2026-03-08', runningSince: ago(1) },
    NOW,
  );
  expect(health).toEqual({
    status: 'ok',
    reason: 'Runs succeed.',
    version: '1.2.3',
    started_at: '2026-03-10T02:00:00.000Z',
    running_since: '2026-03-10T11:59:00.000Z',
    next_run_at: '2026-03-10T12:10:00.000Z',
    last_success_at: '2026-03-10T11:55:00.000Z',
    last_success_age_seconds: 300,
    stale_after_seconds: 2700,
    failed_in_a_row: 0,
    last_run: {
      started_at: '2026-03-10T11:54:00.000Z',
      finished_at: '2026-03-10T11:55:00.000Z',
      status: 'done',
      failures: [],
      failure_count: 0,
    },
    sources: [],
    outputs: [],
    enrichers: [],
    registers: [],
    newest_report_date: '2026-03-08',
    lag_days: 2,
  });
});

it('shows only the first failures, without download addresses', () => {
  const failures = Array.from({ length: 200 }, () => failure('timeout', false));
  const { last_run } = healthOf({ ...STATUS, ...WELL, lastRun: run('partial', ...failures) }, NOW);
  expect(last_run).toMatchObject({ failure_count: 200 });
  expect(last_run!.failures).toHaveLength(20);
  expect(JSON.stringify(last_run)).not.toContain('0123456789');
});

const source = (name: string, given: Partial<SourceStatus> = {}): SourceStatus => ({
  ...{ name, kind: 'api', failedInARow: 0, failures: [], lastSuccessAt: ago(5) },
  ...given,
});

describe('with several sources', () => {
  const healthWith = (...sources: SourceStatus[]) => healthOf({ ...STATUS, ...WELL, sources }, NOW);

  it.each<[string, SourceStatus, HealthState]>([
    ['can be read', source('a'), 'ok'],
    ['has single failures', source('a', { failures: [failure('timeout', false)] }), 'ok'],
    ['could not be read twice', source('a', { failedInARow: 2, failures: [failure('timeout')] }), 'ok'],
    ['could not be read three times', source('a', { failedInARow: 3 }), 'failing'],
    ['was refused', source('a', { failedInARow: 1, failures: [failure('auth')] }), 'failing'],
    ['was read long ago', source('a', { lastSuccessAt: ago(46) }), 'stale'],
    [
      'was read long ago and never since the start',
      source('a', { lastSuccessAt: ago(7 * 24 * 60) }),
      'stale',
    ],
  ])('a source that %s', (_what, given, expected) => {
    expect(healthWith(given, source('b')).sources.map(({ status }) => status)).toEqual([expected, 'ok']);
  });

  it('a source that was never read is starting', () => {
    const { lastSuccessAt: _, ...fresh } = source('a');
    expect(healthOf({ ...STATUS, ...WELL, startedAt: ago(1), sources: [fresh] }, NOW).sources).toEqual([
      {
        ...{ name: 'a', kind: 'api', status: 'starting', last_success_at: null },
        ...{ last_success_age_seconds: null, failed_in_a_row: 0, failures: [], failure_count: 0 },
      },
    ]);
  });

  it('a source that can no longer be read makes the service fail, and is named', () => {
    expect(healthWith(source('a'), source('b', { failedInARow: 3 }))).toMatchObject({
      status: 'failing',
      reason: 'The source b could not be read in the last 3 runs.',
    });
  });

  it('says that no source is configured', () => {
    expect(healthWith()).toMatchObject({
      status: 'ok',
      reason: expect.stringContaining('No source is configured'),
    });
  });
});

it.each<[string, Partial<EnricherServiceStatus>, object]>([
  ['never renewed', { attemptedAt: 0 }, { status: 'starting', age_seconds: null, problem: null }],
  ['renewed', { entries: 3, updatedAt: seconds(60) }, { status: 'ok', age_seconds: 3600 }],
  [
    'whose renewal failed, with a table in use',
    { entries: 3, updatedAt: seconds(60), problem: 'https://example.com/x?token=y cannot be fetched' },
    { status: 'stale', age_seconds: 3600, problem: expect.not.stringContaining('token=y') },
  ],
  ['whose first renewal failed', { problem: 'no such file' }, { status: 'failing', entries: 0 }],
])('tells of an enricher that was %s, and is well itself', (_what, state, told) => {
  const enricher = {
    ...{ name: 'routes', kind: 'prefixes', entries: 0, updatedAt: 0, attemptedAt: seconds(1), problem: '' },
    lookups: { asked: 5, cached: 4, unanswered: 1 },
    ...state,
  };
  const { status, enrichers } = healthOf({ ...STATUS, ...WELL, enrichers: [enricher] }, NOW);
  expect(status).toBe('ok');
  expect(enrichers).toEqual([expect.objectContaining({ lookups: enricher.lookups, ...told })]);
});

it.each<[string, Partial<RegisterServiceStatus>, object]>([
  ['never imported', { attemptedAt: 0 }, { status: 'starting', age_seconds: null, problem: null }],
  ['imported', { rows: 3, importedAt: seconds(60) }, { status: 'ok', rows: 3, age_seconds: 3600 }],
  [
    'whose import failed, after one that worked',
    { rows: 3, importedAt: seconds(60), problem: 'https://example.com/x?token=y cannot be fetched' },
    { status: 'stale', age_seconds: 3600, problem: expect.not.stringContaining('token=y') },
  ],
  ['whose first import failed', { problem: 'no such file' }, { status: 'failing', rows: 0 }],
])('tells of a register that was %s, and is well itself', (_what, state, told) => {
  const register = {
    ...{ name: 'leases', rows: 0, importedAt: 0, attemptedAt: seconds(1), problem: '' },
    ...state,
  };
  const { status, registers } = healthOf({ ...STATUS, ...WELL, registers: [register] }, NOW);
  expect(status).toBe('ok');
  expect(registers).toEqual([expect.objectContaining({ name: 'leases', ...told })]);
});

/** Unix seconds of so many minutes ago. */
function seconds(minutes: number): number {
  return ago(minutes).getTime() / 1000;
}
