// Runs the service for three simulated days against a scripted API, and checks ledger, health and metrics.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenService, openFront, openService } from '../src/daemon/index.js';
import { addDays, datesBetween } from '../src/domain/days.js';
import { SILENT_LOG } from '../src/domain/log.js';
import { freePort } from '../src/net/testing/free-port.js';
import type { Health } from '../src/server/index.js';
import { Fetching, report } from './support/fetching.js';

const START = '2026-03-02T06:00:00Z';
const TYPES = ['scan_ssl', 'scan_http'];
/** The service looks at its clock twice a minute, and for most of three days finds nothing to do. */
const LEAST_WAIT_MS = 10 * 60_000;

let world: Fetching;
beforeAll(async () => {
  world = await Fetching.open(START, {
    SUNDIAL_RUN_INTERVAL_MINUTES: '60',
    SUNDIAL_HTTP_PORT: String(await freePort()),
    SUNDIAL_WEB_PORT: '0',
  });
});
afterAll(() => world.close());

/** An event at a time, and the expected state then. */
interface Step {
  readonly at: string;
  readonly act: (seen: Seen) => Promise<void> | void;
}

/** The service's state as seen from outside. */
interface Seen {
  readonly code: number;
  readonly health: Health;
  /** The value of a metric, such as `sundial_runs_total{status="done"}`. */
  readonly metric: (name: string) => number | undefined;
}

async function look(service: OpenService): Promise<Seen> {
  const [health, metrics] = await Promise.all([
    fetch(`${service.address}/health`),
    fetch(`${service.address}/metrics`).then((answer) => answer.text()),
  ]);
  const lines = new Map(
    metrics
      .split('\n')
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
  return { code: health.status, health: (await health.json()) as Health, metric: (name) => lines.get(name) };
}

/** Runs the service while the test's time passes during its waits; each step runs at its time. */
async function play(steps: readonly Step[]): Promise<void> {
  const left = [...steps];
  const { settings } = world.workspace;
  const front = await openFront({ settings, clock: () => world.now, log: SILENT_LOG, version: '1.2.3' });
  const service = await openService({
    workspace: world.workspace,
    sources: [world.source()],
    clock: () => world.now,
    log: SILENT_LOG,
    version: '1.2.3',
    front,
    runCommand: async () => 0,
    wait: async (milliseconds) => {
      world.now = new Date(world.now.getTime() + Math.max(milliseconds, LEAST_WAIT_MS));
      while (left.length > 0 && world.now.toISOString() >= left[0]!.at)
        await left.shift()!.act(await look(service));
      if (left.length === 0) service.stop();
    },
  });
  await service.run();
}

const live = (date: string) =>
  world.rows<{ type: string; rows: number }>(
    `SELECT report_type AS type, rows FROM reports WHERE state = 'live' AND report_date = '${date}' ORDER BY type`,
  );
/** The reports of a day, which arrive on the next morning. */
const dayOf = (date: string) => TYPES.map((type) => report('example', date, type, 5));
const BOTH = [
  { type: 'scan_http', rows: 5 },
  { type: 'scan_ssl', rows: 5 },
];
const offerUpTo = (date: string) =>
  world.offer(...datesBetween(addDays('2026-03-02', -9), date).flatMap(dayOf));

test('three days: a backfill, an outage, a failing download, a re-issue, a refused key, a sleeping machine', async () => {
  offerUpTo('2026-03-01');
  // Reports that a person fetched before do not prevent the first start's backfill.
  await world.fetch({ dates: ['2026-03-01'] });
  await play([
    {
      at: '2026-03-02T06:01',
      act: async ({ code, health, metric }) => {
        // The first start reads seven days, including today, and no more.
        expect(await live('2026-02-23')).toEqual([]);
        for (const date of datesBetween('2026-02-24', '2026-03-01')) expect(await live(date)).toEqual(BOTH);
        expect([code, health.status, health.newest_report_date, health.lag_days]).toEqual([
          200,
          'ok',
          '2026-03-01',
          1,
        ]);
        expect(metric('sundial_runs_total{status="done"}')).toBe(1);
      },
    },
    {
      at: '2026-03-02T08:30',
      act: () => world.double.fail({ on: 'reports/list', status: 500, times: 10_000 }),
    },
    {
      at: '2026-03-02T09:30',
      act: ({ code, health, metric }) => {
        // One bad hour is not an alarm, but it is reported.
        expect([code, health.status, health.failed_in_a_row]).toEqual([200, 'ok', 1]);
        expect(health.last_run!.failures).toMatchObject([{ source: 'api', class: 'unreachable' }]);
        expect(metric('sundial_failures_total{source="api",class="unreachable"}')).toBe(1);
      },
    },
    {
      at: '2026-03-02T12:30',
      act: ({ code, health }) => {
        expect([code, health.status, health.failed_in_a_row]).toEqual([503, 'failing', 4]);
        world.double.heal();
      },
    },
    {
      at: '2026-03-02T13:30',
      act: ({ code, health, metric }) => {
        expect([code, health.status, health.failed_in_a_row]).toEqual([200, 'ok', 0]);
        expect(metric('sundial_runs_total{status="failed"}')).toBe(4);
        // Nothing is new until the next morning, so the readings until then are left out.
        world.pass(16);
      },
    },
    {
      at: '2026-03-03T06:30',
      act: () => {
        offerUpTo('2026-03-02');
        world.double.fail({ on: 'download', file: '2026-03-02-scan_ssl-example.csv', status: 404, times: 3 });
      },
    },
    {
      at: '2026-03-03T07:30',
      act: async ({ code, health }) => {
        // One report fails without stopping others.
        expect(await live('2026-03-02')).toEqual([{ type: 'scan_http', rows: 5 }]);
        expect([code, health.last_run!.status, health.last_run!.failures[0]!.code]).toEqual([
          200,
          'partial',
          'api-not-found',
        ]);
      },
    },
    {
      at: '2026-03-03T14:30',
      act: async ({ health }) => {
        expect(await live('2026-03-02')).toEqual(BOTH);
        expect(health.last_run!.status).toBe('done');
        const listing = await world.rows(
          `SELECT state, attempts FROM listings WHERE report_date = '2026-03-02' AND report_type = 'scan_ssl'`,
        );
        expect(listing).toEqual([{ state: 'loaded', attempts: 0 }]);
        const again = {
          ...report('example', '2026-03-02', 'scan_ssl', 8),
          id: 'issued-again',
          issuedAt: world.now,
        };
        world.offer(...world.double.reports.filter(({ file }) => file !== again.file), again);
      },
    },
    {
      at: '2026-03-03T15:30',
      act: async () => {
        expect(await live('2026-03-02')).toEqual([BOTH[0], { type: 'scan_ssl', rows: 8 }]);
        const [gone] = await world.rows(
          `SELECT count() AS versions FROM reports WHERE report_date = '2026-03-02' AND report_type = 'scan_ssl'`,
        );
        expect(gone).toEqual({ versions: 2 });
        world.double.fail({ on: 'reports/subscribed', status: 401, times: 1 });
      },
    },
    {
      at: '2026-03-03T16:30',
      act: ({ code, health }) => {
        // A refused key does not fix itself.
        expect([code, health.status]).toEqual([503, 'failing']);
        expect(health.last_run!.failures).toMatchObject([{ class: 'auth', code: 'api-auth' }]);
        expect(health.sources).toMatchObject([{ name: 'api', status: 'failing', failure_count: 1 }]);
      },
    },
    {
      at: '2026-03-03T17:30',
      act: ({ code }) => {
        expect(code).toBe(200);
        // The machine sleeps for a day and a half.
        offerUpTo('2026-03-03');
        world.pass(36);
      },
    },
    {
      at: '2026-03-05T05:35',
      act: async ({ code, health, metric }) => {
        const runs = await world.rows<{ runs: number }>(
          `SELECT count() AS runs FROM runs WHERE started_at > '2026-03-05 00:00:00'`,
        );
        // Missed runs are caught up once.
        expect([runs, code, health.status]).toEqual([[{ runs: 1 }], 200, 'ok']);
        expect(await live('2026-03-03')).toEqual(BOTH);
        // The figures of the store are those of the last reading.
        expect(metric('sundial_reports{state="loaded"}')).toBeGreaterThanOrEqual(12);
      },
    },
  ]);
  const unread = await world.rows(
    `SELECT report_date FROM day_reads WHERE settled = 0 AND report_date < '2026-03-03'`,
  );
  expect(unread).toEqual([]);
});
