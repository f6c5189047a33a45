// The health benchmark: the time of GET /health and of the pipeline's own steps during many heavy queries.
import { fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadMonth } from './month.js';
import { POLL_MS, poll, spread } from './polling.js';
import { figure, machine, machineNote, type Sheet } from './sheet.js';

export interface HealthBench {
  readonly rows: number;
  /** The days over which the events are spread. */
  readonly days: number;
  /** The number of concurrent heavy queries. */
  readonly questions: number;
  /** An empty folder for all created files. */
  readonly folder: string;
}

/** The kind of queries: with values, like `sundial query`, or each on its own connection, like `sundial sql`. */
export const KINDS = ['query', 'sql'] as const;
export type Kind = (typeof KINDS)[number];

/** The measurements of the process under load itself, in milliseconds. */
export interface Loaded {
  readonly seconds: number;
  readonly failed: number;
  readonly steps: Readonly<Record<string, readonly number[]>>;
}

const CHILD = fileURLToPath(new URL('./health-child.ts', import.meta.url));
/** The value that bin/sundial.js sets. */
const THREADS = '16';

/** Loads events, then runs all queries at once and polls meanwhile. */
export async function benchHealth(options: HealthBench): Promise<Sheet[]> {
  const { folder, rows, days } = options;
  const data = path.join(folder, 'data');
  await loadMonth(data, folder, { rows, days, generator: 'own' });
  const sheets: Sheet[] = [];
  for (const kind of KINDS) sheets.push(await measureUnder(kind, data, options));
  return sheets;
}

async function measureUnder(kind: Kind, data: string, { rows, questions }: HealthBench): Promise<Sheet> {
  const child = fork(CHILD, [kind, data, String(questions)], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, UV_THREADPOOL_SIZE: THREADS },
  });
  const address = (await message(child)) as string;
  const before = await poll(
    `${address}/health`,
    async () => new Promise((resolve) => setTimeout(resolve, 1_000)),
  );
  let loaded: Loaded | undefined;
  child.send('go');
  const during = await poll(`${address}/health`, async () => {
    loaded = (await message(child)) as Loaded;
  });
  child.send('end');
  const { seconds, failed, steps } = loaded!;
  const lines: [string, readonly number[]][] = [
    ['/health without queries', before],
    ['/health', during],
    ...Object.entries(steps),
  ];
  const measured = lines.map(([name, taken]) => ({ name, ...spread(taken) }));
  return {
    title: `health under ${kind}: ${figure(questions)} heavy queries at once on ${figure(rows)} events`,
    columns: ['', 'times', 'p50 ms', 'p95 ms', 'max ms'],
    rows: measured.map(({ name, times, p50, p95, max }) => [
      name,
      figure(times),
      figure(p50, 1),
      figure(p95, 1),
      figure(max, 1),
    ]),
    notes: [
      `the queries took ${figure(seconds, 1)} s, ${failed} failed; UV_THREADPOOL_SIZE=${THREADS}`,
      `/health is requested from another process, ${POLL_MS} ms after each answer; the other lines are steps of the service itself`,
      machineNote(),
    ],
    figures: { seconds, failed, measured, ...machine() },
  };
}

function message(child: ReturnType<typeof fork>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the process under load ended with ${code}`)));
  });
}
