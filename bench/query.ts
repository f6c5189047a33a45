// The query benchmark: the time of queries on a month of events, through the functions behind the command line.
import path from 'node:path';
import { loadCatalogue } from '../src/catalogue/index.js';
import { everything } from '../src/domain/everything.js';
import { EventQueries } from '../src/query/index.js';
import { type OperatorStore, openStore } from '../src/store/index.js';
import { ALL_TABLES } from '../src/store/testing/all-tables.js';
import { growStore } from './grow-store.js';
import { dayOf, loadMonth, type Month, TYPES } from './month.js';
import { type Asked, QUESTIONS, type Target } from './questions.js';
import { Samples } from './samples.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';

export interface QueryBench extends Month {
  /** The number of events to which the store is enlarged by copies for a second measurement. */
  readonly at?: number | undefined;
  /** The folder of the store, which is created if necessary and kept. */
  readonly store?: string | undefined;
  /** How long each query is repeated. */
  readonly seconds: number;
  /** An empty folder for all created files. */
  readonly folder: string;
}

/** The number of repetitions of each query, with other values each time. */
const ASKED = { least: 3, most: 40 } as const;
/** The default of `memory_limit_mib`. */
const MEMORY_LIMIT_MIB = 1024;
/** Copying is not part of the measurement. */
const GROWING_MEMORY_MIB = 4096;
const SHOWN = [
  'max_threads',
  'max_block_size',
  'max_memory_usage',
  'use_query_condition_cache',
  'optimize_move_to_prewhere',
];

/** Loads the month unless the store has one, and measures; then enlarges the store and measures again. */
export async function benchQuery(options: QueryBench): Promise<Sheet[]> {
  const data = options.store ?? path.join(options.folder, 'data');
  const before = await withStore(data, eventsIn);
  const loaded = before === 0 ? await loadMonth(data, options.folder, options) : undefined;
  const how = loaded ? `loaded in ${figure(loaded)} s` : 'already loaded';
  const sheets = [await withStore(data, (store) => measureStore(store, options, how))];
  const rows = before || options.rows;
  if (options.at === undefined || options.at <= rows) return sheets;
  const copies = Math.round(options.at / rows) - 1;
  const started = performance.now();
  await withStore(data, (store) => growStore(store.ownTables(ALL_TABLES), copies), GROWING_MEMORY_MIB);
  const seconds = (performance.now() - started) / 1000;
  const grown = `grown by ${copies} copies of each event under other addresses on the same days, in ${figure(seconds)} s`;
  return [...sheets, await withStore(data, (store) => measureStore(store, options, grown))];
}

async function withStore<T>(
  folder: string,
  work: (store: OperatorStore) => Promise<T>,
  memoryLimitMib = MEMORY_LIMIT_MIB,
): Promise<T> {
  const store = await openStore({ folder, url: '', user: '', password: '', memoryLimitMib });
  try {
    return await work(store.as(everything));
  } finally {
    await store.close();
  }
}

async function eventsIn({ tables }: OperatorStore): Promise<number> {
  const [row] = await tables.rows<{ rows: number }>('SELECT count() AS rows FROM events');
  return row!.rows;
}

interface Timing {
  readonly question: string;
  readonly times: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  /** Milliseconds of work on all threads per query, a figure that other work on the machine does not affect. */
  readonly cpu: number;
  /** The size of the longest answer. */
  readonly most: number;
  readonly target?: Target | undefined;
}

async function measureStore(
  store: OperatorStore,
  { days, seconds }: QueryBench,
  how: string,
): Promise<Sheet> {
  const events = await eventsIn(store);
  const size = await sizeOf(store, events);
  const settings = await settingsOf(store);
  const queries = new EventQueries({
    store,
    catalogue: loadCatalogue(),
    clock: () => new Date(`${dayOf(days)}T12:00:00Z`),
  });
  const month = `${dayOf(0)}:${dayOf(days - 1)}`;
  const samples = await Samples.draw(store.tables);
  const timings: Timing[] = [];
  for (const { name, target, ask } of QUESTIONS) {
    const timing = {
      ...(await time(name, seconds, (turn) => ask({ queries, store, month, samples, turn }))),
      target,
    };
    timings.push(timing);
    // Reading a large store takes long, so progress is shown.
    process.stderr.write(`${JSON.stringify(timing)}\n`);
  }
  return {
    title: `query: ${figure(events)} events of ${TYPES.length} types over ${days} days`,
    columns: ['', 'times', 'p50 ms', 'p95 ms', 'to reach', 'aim', 'cpu ms', 'rows'],
    rows: timings.map(({ question, times, p50, p95, cpu, most, target }) => [
      question,
      figure(times),
      figure(p50),
      figure(p95),
      target ? figure(target.reach) : '',
      target ? figure(target.aim) : '',
      figure(cpu),
      figure(most),
    ]),
    notes: [
      `${how}; ${figure(size.bytesPerEvent, 1)} bytes/event on disk (${mib(size.bytes)}), in ${figure(size.parts)} parts`,
      `engine ${JSON.stringify(settings)}`,
      'each day is one part, as it is an hour after its last load if the service runs',
      'each query runs once unmeasured, then with other values each time, in one process on an open store',
      'to reach and aim: p95 in milliseconds over 5 million events, on 2 cores that do nothing else',
      'p50 and p95 are measured times, not means; files that were read before are in memory if it is large enough',
      machineNote(),
    ],
    figures: { events, ...size, timings, ...machine() },
  };
}

async function time(
  question: string,
  seconds: number,
  ask: (turn: number) => Promise<Asked>,
): Promise<Timing> {
  await ask(0);
  const taken: number[] = [];
  let most = 0;
  const started = performance.now();
  const working = process.cpuUsage();
  for (let turn = 1; turn <= ASKED.most; turn++) {
    if (turn > ASKED.least && performance.now() - started > seconds * 1000) break;
    const asked = performance.now();
    const rows = await ask(turn);
    taken.push(performance.now() - asked);
    most = Math.max(most, rows);
  }
  const { user, system } = process.cpuUsage(working);
  taken.sort((a, b) => a - b);
  const at = (share: number) => taken[Math.ceil(share * taken.length) - 1]!;
  return {
    question,
    times: taken.length,
    p50: at(0.5),
    p95: at(0.95),
    cpu: (user + system) / 1000 / taken.length,
    most,
  };
}

async function sizeOf({ tables }: OperatorStore, events: number) {
  const [row] = await tables.rows<{ bytes: number; parts: number }>(
    "SELECT sum(bytes_on_disk) AS bytes, count() AS parts FROM system.parts WHERE active AND database = currentDatabase() AND table = 'event_rows'",
  );
  return { ...row!, bytesPerEvent: row!.bytes / events };
}

async function settingsOf({ tables }: OperatorStore): Promise<Record<string, string>> {
  const rows = await tables.rows<{ name: string; value: string }>(
    "SELECT name, value FROM system.settings WHERE name IN {names:Array(String)} UNION ALL SELECT 'version' AS name, version() AS value",
    { names: SHOWN },
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}
