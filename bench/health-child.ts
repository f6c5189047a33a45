// The process under load of the health benchmark: serves /health, runs heavy queries, and times its own steps.

import { stat } from 'node:fs/promises';
import { everything } from '../src/domain/everything.js';
import { SILENT_LOG } from '../src/domain/log.js';
import type { ServiceStatus } from '../src/domain/service-status.js';
import { Metrics, openServer } from '../src/server/index.js';
import { openStore } from '../src/store/index.js';
import { ALL_TABLES } from '../src/store/testing/all-tables.js';
import type { Kind, Loaded } from './health.js';

const [kind, data, count] = process.argv.slice(2) as [Kind, string, string];
/** Reads wide columns of all events and sorts them; a million events take both cores about a second. */
const heavy = (salt: string) =>
  `SELECT ip, hostname, tags, rest, cityHash64(hostname, toString(rest), ${salt}) AS rank FROM events ORDER BY rank LIMIT 100`;
const STEP_PAUSE_MS = 50;

const store = await openStore({ folder: data, url: '', user: '', password: '', memoryLimitMib: 2048 });
const operator = store.as(everything);
const clock = () => new Date();
const status = (): ServiceStatus => ({
  version: '0',
  startedAt: clock(),
  state: 'running',
  intervalSeconds: 900,
  failedInARow: 0,
  lastSuccessAt: clock(),
});
const figures = (from: string, to: string) => operator.figures.read(from, to);
const metrics = new Metrics({ status, clock, figures, log: SILENT_LOG });
const server = await openServer({ host: '127.0.0.1', port: 0, status, clock, metrics, log: SILENT_LOG });

/** Frequent steps of the pipeline, which must not wait for queries. */
const STEPS: Readonly<Record<string, () => Promise<unknown>>> = {
  'a look at a file': () => stat(data),
  'a read of the ledger': () => store.ledger.liveOfDay('2026-01-01'),
  'a write': () => operator.ownTables(ALL_TABLES).insert('projections', [{ seq: 0 }]),
};

async function ask(question: number): Promise<void> {
  if (kind === 'query') {
    await operator.questions.rows(heavy('{salt:UInt32}'), { salt: question });
    return;
  }
  await operator.readOnlySql(heavy(String(question)), { rows: 100, seconds: 600 });
}

async function load(): Promise<Loaded> {
  let over = false;
  const steps = Object.entries(STEPS).map(async ([name, step]) => {
    const taken: number[] = [];
    while (!over) {
      const began = performance.now();
      await step();
      taken.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, STEP_PAUSE_MS));
    }
    return [name, taken] as const;
  });
  const began = performance.now();
  const answers = await Promise.allSettled(
    Array.from({ length: Number(count) }, (_, question) => ask(question)),
  );
  const seconds = (performance.now() - began) / 1000;
  over = true;
  const failed = answers.filter((answer) => answer.status === 'rejected').length;
  return { seconds, failed, steps: Object.fromEntries(await Promise.all(steps)) };
}

process.once('message', async () => {
  const loaded = await load();
  process.once('message', async () => {
    await server.close();
    await metrics.idle();
    await store.close();
    process.disconnect();
  });
  process.send!(loaded);
});
process.send!(server.address);
