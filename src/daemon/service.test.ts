// Tests with a simulated clock that jobs run when they are due, one at a time, and that the status is correct.
import { expect, test } from 'vitest';
import type { Failure, ServiceStatus } from '../domain/service-status.js';
import { oneAtATime } from '../socket/index.js';
import { everyMinutes } from './schedule.js';
import { type Job, Service, type ServiceOptions } from './service.js';

const START = Date.parse('2026-03-10T08:00:00Z');
const MINUTE = 60_000;
const FAILURE: Failure = { source: 'api', class: 'timeout', code: 'x', message: 'too slow', fatal: false };

/** A service with a clock that advances only while the service waits or a job runs. */
function make(jobs: readonly Partial<Job>[], more: Partial<ServiceOptions> = {}) {
  const time = { now: START, minute: () => (time.now - START) / MINUTE, end: 1_000 };
  const log: string[] = [];
  const statuses: ServiceStatus[] = [];
  const service: Service = new Service({
    jobs: jobs.map((job, at) => ({
      name: `job${at}`,
      schedule: everyMinutes(15),
      lastStartedAt: undefined,
      run: async () => [],
      ...job,
    })) as unknown as ServiceOptions['jobs'],
    version: '1',
    clock: () => new Date(time.now),
    inTurn: oneAtATime(() => new Date(time.now)),
    lastSuccessAt: undefined,
    wait: async (milliseconds) => {
      time.now += milliseconds;
      if (time.minute() >= time.end) service.stop();
    },
    began: (job) => void log.push(`${job} ${time.minute()}`),
    ended: () => void statuses.push(service.status()),
    ...more,
  });
  return { service, time, log, statuses };
}

/** Runs a service for a number of simulated minutes. */
async function play(minutes: number, jobs: readonly Partial<Job>[], more: Partial<ServiceOptions> = {}) {
  const made = make(jobs, more);
  made.time.end = minutes;
  await made.service.run();
  return made;
}

test('runs at once at the first start, then by the schedule', async () => {
  expect((await play(40, [{}])).log).toEqual(['job0 0', 'job0 15', 'job0 30']);
});

test('keeps the schedule across a restart, and catches up missed runs once', async () => {
  const earlier = (minutes: number) => ({ lastStartedAt: new Date(START - minutes * MINUTE) });
  expect((await play(21, [earlier(10)])).log).toEqual(['job0 5', 'job0 20']);
  expect((await play(10, [earlier(500)])).log).toEqual(['job0 0']);
});

test('a job that takes longer than its interval does not run twice at once', async () => {
  const made = make([
    {
      run: async () => {
        made.time.now += 40 * MINUTE;
        if (made.log.length === 3) made.service.stop();
        return [];
      },
    },
  ]);
  await made.service.run();
  expect(made.log).toEqual(['job0 0', 'job0 40', 'job0 80']);
});

test('each job has its own schedule', async () => {
  const { log } = await play(31, [{}, { schedule: everyMinutes(20) }]);
  expect(log).toEqual(['job0 0', 'job1 0', 'job0 15', 'job1 20', 'job0 30']);
});

test('waits for a command that holds the turn', async () => {
  const inTurn = oneAtATime(() => new Date(0));
  const order: string[] = [];
  let release = () => {};
  const command = inTurn(
    () =>
      new Promise<void>((resolve) => {
        release = () => {
          order.push('command ended');
          resolve();
        };
      }),
    { name: 'ingest' },
  );
  setImmediate(() => release());
  const job = {
    run: async () => {
      order.push('job');
      return [];
    },
  };
  await play(1, [job], { inTurn });
  await command;
  expect(order).toEqual(['command ended', 'job']);
});

test('the status counts failures in a row and remembers the last success', async () => {
  const outcomes: (readonly Failure[])[] = [[], [FAILURE], [{ ...FAILURE, fatal: true }], []];
  let at = 0;
  const { statuses } = await play(50, [{ run: async () => outcomes[at++]! }]);
  const instant = (minutes: number) => new Date(START + minutes * MINUTE);
  expect(
    statuses.map(({ lastRun, failedInARow, lastSuccessAt }) => [
      lastRun!.status,
      failedInARow,
      lastSuccessAt,
    ]),
  ).toEqual([
    ['done', 0, instant(0)],
    ['partial', 1, instant(15)],
    ['failed', 2, instant(15)],
    ['done', 0, instant(45)],
  ]);
});

test('a job that throws does not end the service', async () => {
  const { log, statuses } = await play(20, [{ run: async () => Promise.reject(new Error('no')) }]);
  expect(log).toHaveLength(2);
  expect(statuses[0]!.lastRun).toMatchObject({
    status: 'failed',
    failures: [{ code: 'internal', fatal: true }],
  });
});

test('stopping aborts the running job and starts no other', async () => {
  const made = make([
    {
      run: (signal) => {
        setImmediate(() => made.service.stop());
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve([])));
      },
    },
    {},
  ]);
  await made.service.run();
  expect(made.log).toEqual(['job0 0']);
  expect(made.service.status().state).toBe('stopping');
});
