// Tests the HTTP server from outside: its answers and refusals, and that no request waits for the store.
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../domain/log.js';
import type { FinishedRun, ServiceStatus } from '../domain/service-status.js';
import type { Figures } from '../store/index.js';
import type { Pace } from './http.js';
import { Metrics, type OpenServer, openServer } from './index.js';

const NOW = new Date('2026-03-10T12:00:00Z');
const STATUS: ServiceStatus = {
  version: '1.2.3',
  startedAt: new Date('2026-03-10T11:00:00Z'),
  state: 'running',
  intervalSeconds: 900,
  failedInARow: 0,
  lastSuccessAt: new Date('2026-03-10T11:50:00Z'),
  newestReportDate: '2026-03-09',
};
const FIGURES: Figures = {
  reports: 7,
  events: 1234,
  quarantined: 5,
  listings: [
    { state: 'loaded', reports: 6 },
    { state: 'failed', reports: 1 },
  ],
  rowDifferences: 2,
  tables: [{ table: 'event_rows', rows: 1300, bytes: 4096 }],
  memory: [{ part: 'caches', bytes: 2048 }],
};
const RUN: FinishedRun = {
  startedAt: new Date('2026-03-10T11:49:00Z'),
  finishedAt: new Date('2026-03-10T11:50:00Z'),
  status: 'partial',
  failures: [
    { source: 'api', class: 'timeout', code: 'internal', message: 'x', fatal: false },
    {
      source: 'https://dl.example.com/0123456789',
      class: 'AUTH!',
      code: 'internal',
      message: 'x',
      fatal: false,
    },
  ],
};

let server: OpenServer | undefined;
let status = STATUS;
let figures: () => Promise<Figures> = async () => FIGURES;
const noted: string[] = [];
const log = { ...SILENT_LOG, warn: (message: string) => void noted.push(message) };

async function open(pace?: Pace): Promise<{ server: OpenServer; metrics: Metrics }> {
  const clock = () => NOW;
  const metrics = new Metrics({ status: () => status, figures: () => figures(), clock, log });
  const asked = { status: () => status, clock, metrics, log, ...(pace && { pace }) };
  server = await openServer({ host: '127.0.0.1', port: 0, ...asked });
  return { server, metrics };
}

afterEach(async () => {
  await server?.close();
  server = undefined;
  status = STATUS;
  figures = async () => FIGURES;
  noted.length = 0;
});

async function ask(path: string, init: RequestInit = {}) {
  const answer = await fetch(`${(server ?? (await open()).server).address}${path}`, init);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

describe('/health', () => {
  it('is 200 for a healthy service', async () => {
    const { status: code, text } = await ask('/health');
    expect(code).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ status: 'ok', last_success_age_seconds: 600, lag_days: 1 });
  });

  it('is 503 for an unhealthy service', async () => {
    status = { ...STATUS, lastSuccessAt: new Date('2026-03-09T00:00:00Z') };
    const { status: code, text } = await ask('/health');
    expect(code).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ status: 'stale' });
  });

  it('answers HEAD without a body', async () => {
    expect(await ask('/health', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });
});

it.each([
  ['starting', 503],
  ['running', 200],
  ['stopping', 503],
] as const)('/ready while %s is %i', async (state, code) => {
  status = { ...STATUS, state };
  expect((await ask('/ready')).status).toBe(code);
});

describe('/metrics', () => {
  it('counts runs and failures with known labels only', async () => {
    const { metrics } = await open();
    metrics.ended(RUN);
    metrics.ended({ ...RUN, status: 'done', failures: [] });
    const { text, headers } = await ask('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    for (const line of [
      'sundial_runs_total{status="partial"} 1',
      'sundial_runs_total{status="done"} 1',
      'sundial_runs_total{status="failed"} 0',
      'sundial_run_duration_seconds_count 2',
      'sundial_failures_total{source="api",class="timeout"} 1',
      'sundial_failures_total{source="other",class="other"} 1',
      'sundial_health{status="ok"} 1',
      'sundial_health{status="failing"} 0',
      'sundial_report_lag_days 1',
      'sundial_info{version="1.2.3"} 1',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('0123456789');
  });

  it('distinguishes sources', async () => {
    const source = { kind: 'api', failures: [], lastSuccessAt: new Date('2026-03-10T11:50:00Z') };
    status = {
      ...STATUS,
      sources: [
        { ...source, name: 'cert-a', failedInARow: 0 },
        { ...source, name: 'cert-b', failedInARow: 4 },
      ],
    };
    const { text } = await ask('/metrics');
    for (const line of [
      'sundial_source_healthy{source="cert-a"} 1',
      'sundial_source_healthy{source="cert-b"} 0',
      'sundial_source_failed_runs_in_a_row{source="cert-b"} 4',
      `sundial_source_last_success_timestamp_seconds{source="cert-a"} ${source.lastSuccessAt.getTime() / 1000}`,
    ])
      expect(text.split('\n')).toContain(line);
  });

  it('reads no figures before the store is open', async () => {
    figures = () => Promise.reject(new Error('the store is not open'));
    status = { ...STATUS, state: 'starting' };
    const { metrics } = await open();
    expect((await ask('/metrics')).text).toContain('sundial_health{status="ok"} 0');
    await metrics.idle();
    expect(noted).toEqual([]);
  });

  it('reports the figures of the store after reading them', async () => {
    const { metrics } = await open();
    const first = await ask('/metrics');
    expect(first.text).not.toMatch(/^sundial_stored_events /m);
    await metrics.idle();
    const { text } = await ask('/metrics');
    for (const line of [
      'sundial_stored_events 1234',
      'sundial_stored_reports 7',
      'sundial_quarantined_rows 5',
      'sundial_row_differences 2',
      'sundial_reports{state="loaded"} 6',
      'sundial_reports{state="failed"} 1',
      'sundial_table_bytes{table="event_rows"} 4096',
      `sundial_store_figures_timestamp_seconds ${NOW.getTime() / 1000}`,
    ])
      expect(text.split('\n')).toContain(line);
  });

  it('does not wait for queries and runs one at a time', async () => {
    let asked = 0;
    let answer: (value: Figures) => void = () => {};
    figures = () => {
      asked++;
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    const { metrics } = await open();
    for (let scrape = 0; scrape < 3; scrape++) expect((await ask('/metrics')).status).toBe(200);
    expect(asked).toBe(1);
    answer(FIGURES);
    await metrics.idle();
  });

  it('counts failed reads and continues', async () => {
    figures = () => Promise.reject(new Error('broken'));
    const { metrics } = await open();
    await ask('/metrics');
    await metrics.idle();
    expect((await ask('/metrics')).text).toContain('sundial_store_figures_failed_total 1');
    expect(noted).toEqual(['the figures of the store could not be read']);
  });

  it('limits the values of labels', async () => {
    const { metrics } = await open();
    const failures = Array.from({ length: 500 }, (_, index) => ({
      ...RUN.failures[0]!,
      source: `s${index}`,
    }));
    metrics.ended({ ...RUN, failures });
    const lines = (await ask('/metrics')).text.match(/^sundial_failures_total/gm);
    expect(lines!.length).toBeLessThanOrEqual(51);
  });
});

describe('refusals', () => {
  it.each(['/', '/healthz', '/health/', '/metrics/x', '/%2e%2e/etc/passwd', '/__proto__'])(
    '%s is 404 as JSON',
    async (path) => {
      const { status: code, text } = await ask(path);
      expect(code).toBe(404);
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'route-unknown' } });
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s /health is 405 as JSON', async (method) => {
    const { status: code, headers, text } = await ask('/health', { method });
    expect(code).toBe(405);
    expect(headers.get('allow')).toBe('GET, HEAD');
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'method-refused' } });
  });

  it('a body is not read', async () => {
    const body = 'x'.repeat(1024 * 1024);
    const headers = { 'content-type': 'application/json' };
    expect((await ask('/health', { method: 'POST', body, headers })).status).toBe(405);
  });

  it.each(['/health', '/metrics', '/nothing'])('%s has security headers', async (path) => {
    const { headers } = await ask(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('a client that does not speak HTTP gets an error and is disconnected', async () => {
    const { port } = new URL((await open()).server.address);
    const said = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('no http at all\r\n\r\n'));
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    expect(said).toMatch(/^HTTP\/1.1 400/);
  });

  it('three hundred slow connections do not block /health', async () => {
    const { port } = new URL((await open()).server.address);
    const slow = Array.from({ length: 300 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}));
    await Promise.all(
      slow.map((socket) => new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))),
    );
    for (const socket of slow) socket.write('GET /health HTTP/1.1\r\nx: ');
    expect((await ask('/health')).status).toBe(200);
    for (const socket of slow) socket.destroy();
  });

  it.each([
    ['sends nothing', ''],
    ['does not end its header', 'GET /health HTTP/1.1\r\nx: '],
    ['is idle after an answer', 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('a client that %s is cut off', async (_what, words) => {
    const pace = { headerMs: 100, requestMs: 200, idleMs: 100, lookMs: 20 };
    const { port } = new URL((await open(pace)).server.address);
    const socket = connect(Number(port), '127.0.0.1', () => words && socket.write(words));
    await new Promise((resolve) => socket.on('close', resolve).resume());
  });

  it('an address in use is a clear error', async () => {
    const { server: first } = await open();
    const port = Number(new URL(first.address).port);
    const metrics = new Metrics({ status: () => status, figures, clock: () => NOW, log });
    const again = openServer({
      host: '127.0.0.1',
      port,
      status: () => status,
      clock: () => NOW,
      metrics,
      log,
    });
    await expect(again).rejects.toMatchObject({ code: 'http-unavailable' });
  });
});
