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

const QUESTIONS = 16;
/** Occupies a connection and thread like a heavy query, but leaves the machine's cores to other tests. */
const HEAVY = 'SELECT sleep(1) AS slept, {salt:UInt32} AS salt';

it('/health, /ready, /metrics and its own reads and writes finish before the queries', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-load-'));
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
  let answered = 0;
  const asked = Promise.all(
    Array.from({ length: QUESTIONS }, async (_, salt) => {
      await store.as(everything).questions.rows(HEAVY, { salt });
      answered++;
    }),
  );
  try {
    for (const route of ['/health', '/ready', '/metrics'])
      expect((await fetch(server.address + route)).status).toBe(200);
    await store.runs.during({ command: 'fetch', clock }, async () => {});
    expect(await store.ledger.liveOfDay('2026-03-10')).toEqual([]);
    expect(answered).toBeLessThan(QUESTIONS);
    await asked;
    expect(answered).toBe(QUESTIONS);
  } finally {
    await asked;
    await server.close();
    await metrics.idle();
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
