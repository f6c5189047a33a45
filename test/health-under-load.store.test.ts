// Checks that the service stays responsive and keeps working while more queries arrive than run at once (ADR 5).

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { everything } from '../src/domain/everything.js';
import { SILENT_LOG } from '../src/domain/log.js';
import type { ServiceStatus } from '../src/domain/service-status.js';
import { Metrics, openServer } from '../src/server/index.js';
import { openStore } from '../src/store/index.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';

const QUESTIONS = 16;
/** Lasts for days and occupies a connection and thread, but leaves the machine's cores to other tests: its blocks sleep. */
const ENDLESS = 'SELECT sleep(0.1) AS slept FROM numbers(10000000) SETTINGS max_block_size = 1';
/** How many questions are worked on at once, at the least. */
const AT_ONCE = 4;

it('/health, /ready, /metrics and its own reads and writes finish before the queries', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-load-'));
  await placeEmptyStore(folder);
  const store = await openStore({ folder, url: '', user: '', password: '', memoryLimitMib: 512 });
  const clock = () => new Date('2026-03-10T12:00:00Z');
  const status = (): ServiceStatus => ({
    version: '0',
    startedAt: clock(),
    state: 'running',
    intervalSeconds: 900,
    failedInARow: 0,
    lastSuccessAt: clock(),
  });
  const figures = (from: string, to: string) => store.as(everything).figures.read(from, to);
  const metrics = new Metrics({ status, clock, figures, log: SILENT_LOG });
  const server = await openServer({ host: '127.0.0.1', port: 0, status, clock, metrics, log: SILENT_LOG });
  const { statements, tables } = store.as(everything);
  const stop = new AbortController();
  const asked = Promise.allSettled(
    Array.from({ length: QUESTIONS }, () => statements.rows(ENDLESS, {}, { signal: stop.signal })),
  );
  const atWork = async () => {
    const sql = "SELECT count() AS queries FROM system.processes WHERE query LIKE '%sleep(0.1)%'";
    const [row] = await tables.rows<{ queries: number }>(`${sql} AND query NOT LIKE '%system.%'`);
    return row!.queries;
  };
  try {
    await expect.poll(atWork).toBeGreaterThanOrEqual(AT_ONCE);
    for (const route of ['/health', '/ready', '/metrics'])
      expect((await fetch(server.address + route)).status).toBe(200);
    await store.runs.during({ command: 'fetch', clock }, async () => {});
    expect(await store.ledger.liveOfDay('2026-03-10')).toEqual([]);
    expect(await atWork()).toBeGreaterThanOrEqual(AT_ONCE);
    stop.abort();
    for (const question of await asked)
      expect(question).toMatchObject({ status: 'rejected', reason: { code: 'query-cancelled' } });
  } finally {
    stop.abort();
    await asked;
    await server.close();
    await metrics.idle();
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
