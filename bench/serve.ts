// The serve benchmark: the Reports API for 300 constituents in a running service, through HTTP with signed requests.
import path from 'node:path';
import { freePort } from '../src/net/testing/free-port.js';
import { processSeconds } from './child.js';
import { dayOf, loadMonth } from './month.js';
import { POLL_MS, poll, type Spread, spread } from './polling.js';
import { measureScopes } from './scope.js';
import { measureChanges } from './serve-changes.js';
import { ApiClient } from './serve-client.js';
import { CLIENTS, describeHolders, type Keys, SYSTEM } from './serve-holders.js';
import { highestMemory, memoryOf } from './serve-memory.js';
import { API_QUESTIONS, type ApiAsking, type ApiQuestion, HEAVY, MIXED } from './serve-questions.js';
import { type Service, startService, stopService } from './service.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';

export interface ServeBench {
  /** The number of events. */
  readonly rows: number;
  readonly days: number;
  /** Seconds in which clients ask at once; each request alone is repeated for at most as long. */
  readonly seconds: number;
  /** How often each question is asked to compare scopes. */
  readonly rounds: number;
  /** The number of heavy questions at once. */
  readonly questions: number;
  /** The data folder of a month that was loaded before; omitted = load one. */
  readonly store?: string | undefined;
  /** An empty folder for all created files. */
  readonly folder: string;
}

/** The number of repetitions of each request, with other values each time. */
const ASKED = { least: 3, most: 40, seconds: 8 } as const;
const SAMPLES = 200;

/** The API as its constituents reach it. */
interface Served {
  readonly service: Service;
  readonly wide: ApiClient;
  readonly whole: ApiClient;
  readonly small: readonly ApiClient[];
  readonly asking: Omit<ApiAsking, 'turn'>;
  readonly options: ServeBench;
}

/** Loads a month unless there is one, describes constituents, and measures. */
export async function benchServe(options: ServeBench): Promise<Sheet[]> {
  const data = options.store ?? path.join(options.folder, 'data');
  if (options.store === undefined) await loadMonth(data, options.folder, { ...options, generator: 'own' });
  const scopes = await measureScopes(data, options, dayOf(options.days));
  const keysFile = path.join(options.folder, 'keys.json');
  const keys = await describeHolders(data, keysFile);
  const port = await freePort();
  const service = await startService(data, {
    env: {
      ...{
        SUNDIAL_API_PORT: String(port),
        SUNDIAL_KEYS_FILE: keysFile,
        SUNDIAL_API_REQUIRES_FILTER: 'false',
      },
      // Limits protect the service from its clients, and would be all that is measured.
      ...{ SUNDIAL_API_REQUESTS_PER_SECOND: '10000', SUNDIAL_API_REQUESTS_AT_ONCE: '1000' },
      SUNDIAL_API_SECONDS: '3600',
    },
  });
  try {
    const served = await reach(`http://127.0.0.1:${port}`, service, keys, options);
    const { wide, whole } = served;
    const changes = await measureChanges({ '500 networks': wide, everything: whole }, options.rows);
    return [await methods(served), changes, await together(served), await underLoad(served), scopes];
  } finally {
    await stopService(service);
  }
}

async function reach(address: string, service: Service, keys: Keys, options: ServeBench): Promise<Served> {
  const wide = new ApiClient(address, keys.wide);
  const { text } = await wide.ask('reports/query', { query: { asn: SYSTEM }, limit: SAMPLES });
  const events = JSON.parse(text) as { ip?: string; src_ip?: string }[];
  const addresses = events.map(({ ip, src_ip }) => ip ?? src_ip ?? '').filter((each) => each !== '');
  return {
    ...{ service, wide, options, asking: { days: options.days, addresses } },
    whole: new ApiClient(address, keys.whole),
    small: keys.small.map((key) => new ApiClient(address, key)),
  };
}

interface Timing extends Spread {
  readonly question: string;
  readonly target?: number | undefined;
  /** Milliseconds of the first answer. */
  readonly first: number;
  /** Milliseconds of the service's work on all threads for an answer. */
  readonly cpu: number;
  /** The size of the longest answer. */
  readonly bytes: number;
}

async function methods(served: Served): Promise<Sheet> {
  const idle = memoryOf(served.service.child.pid);
  const timings: Timing[] = [];
  const highest = await highestMemory(served.service.child.pid, async () => {
    for (const question of API_QUESTIONS) {
      timings.push(await time(question, served));
      // Reading a large store takes long, so progress is shown.
      process.stderr.write(`${JSON.stringify(timings.at(-1))}\n`);
    }
  });
  const { rows, days } = served.options;
  return {
    title: `serve: ${figure(rows)} events of ${days} days, for a constituent with 500 networks and 20 systems`,
    columns: ['', 'times', 'first ms', 'p50 ms', 'p95 ms', 'to reach', 'cpu ms', 'bytes'],
    rows: timings.map(({ question, times, first, p50, p95, target, cpu, bytes }) => [
      question,
      figure(times),
      figure(first),
      figure(p50),
      figure(p95),
      target === undefined ? '' : figure(target),
      figure(cpu),
      figure(bytes),
    ]),
    notes: [
      'each day is one part, as it is an hour after its last load if the service runs',
      'through HTTP on kept connections with HMAC, one request after the other; the first answer is not counted in the others',
      `memory of the service: ${mib(idle)} before, at most ${mib(highest)} meanwhile, without pages of files`,
      'to reach: p95 in milliseconds over 5 million events, on 2 cores that do nothing else',
      machineNote(),
    ],
    figures: { rows, timings, idle, highest, ...machine() },
  };
}

async function time(question: ApiQuestion, { wide, service, asking, options }: Served): Promise<Timing> {
  const ask = (turn: number) => wide.ask(question.method, question.body({ ...asking, turn }));
  const first = await ask(0);
  const taken: number[] = [];
  let bytes = 0;
  const seconds = Math.min(ASKED.seconds, options.seconds);
  const began = performance.now();
  const worked = processSeconds(service.child.pid);
  for (let turn = 1; turn <= ASKED.most; turn++) {
    if (turn > ASKED.least && performance.now() - began > seconds * 1000) break;
    const answered = await ask(turn);
    taken.push(answered.milliseconds);
    bytes = Math.max(bytes, answered.bytes);
  }
  const cpu = ((processSeconds(service.child.pid) - worked) * 1000) / taken.length;
  return {
    ...{ question: question.name, target: question.target, first: first.milliseconds, cpu, bytes },
    ...spread(taken),
  };
}

async function together(served: Served): Promise<Sheet> {
  const { small, options, service } = served;
  const taken: number[] = [];
  const until = performance.now() + options.seconds * 1000;
  const client = async (api: ApiClient, number: number) => {
    for (let turn = number; performance.now() < until; turn++) {
      const { method, body } = MIXED[turn % MIXED.length]!;
      taken.push((await api.ask(method, body({ ...served.asking, turn }))).milliseconds);
    }
  };
  const began = performance.now();
  const highest = await highestMemory(service.child.pid, () => Promise.all(small.map(client)));
  const perSecond = taken.length / ((performance.now() - began) / 1000);
  const { p50, p95, max } = spread(taken);
  const download = await downloadOf(served);
  return {
    title: `serve together: ${CLIENTS} clients for ${options.seconds} s, and a download`,
    columns: ['', 'requests/s', 'p50 ms', 'p95 ms', 'max ms', 'MB/s', 'memory'],
    rows: [
      [`${CLIENTS} clients`, figure(perSecond, 1), figure(p50), figure(p95), figure(max), '', mib(highest)],
      [
        `download of ${figure(download.bytes)} bytes`,
        '',
        '',
        '',
        '',
        figure(download.rate, 1),
        mib(download.more),
      ],
    ],
    notes: [
      'clients of small constituents ask for lists, statistics and networks of a day, each without a pause',
      'memory: the highest of the service, for the download only what it needs more; without pages of files',
      machineNote(),
    ],
    figures: { perSecond, p50, p95, max, highest, download, ...machine() },
  };
}

/** Downloads the largest report of the constituent that holds everything. */
async function downloadOf({ whole, service, options }: Served) {
  const date = dayOf(options.days - 1);
  const { text } = await whole.ask('reports/list', { date, type: 'scan_ssl' });
  const [report] = JSON.parse(text) as { id: string }[];
  const idle = memoryOf(service.child.pid);
  const began = performance.now();
  let bytes = 0;
  const highest = await highestMemory(service.child.pid, async () => {
    bytes = await whole.download(report!.id);
  });
  const rate = bytes / 1e6 / ((performance.now() - began) / 1000);
  return { bytes, rate, more: highest - idle };
}

async function underLoad({ whole, service, options, asking }: Served): Promise<Sheet> {
  const health = `${service.address}/health`;
  const pause = () => new Promise((resolve) => setTimeout(resolve, 1_000));
  const before = spread(await poll(health, pause));
  let failed = 0;
  const began = performance.now();
  const ask = (turn: number) => whole.ask(HEAVY.method, HEAVY.body({ ...asking, turn }));
  const during = spread(
    await poll(health, async () => {
      const heavy = Array.from({ length: options.questions }, (_, turn) => ask(turn));
      failed = (await Promise.allSettled(heavy)).filter(({ status }) => status === 'rejected').length;
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const line = (name: string, { times, p50, p95, max }: Spread) => [
    name,
    figure(times),
    figure(p50, 1),
    figure(p95, 1),
    figure(max, 1),
  ];
  return {
    title: `serve under load: /health during ${options.questions} heavy questions to the API at once`,
    columns: ['', 'times', 'p50 ms', 'p95 ms', 'max ms'],
    rows: [line('/health without questions', before), line('/health', during)],
    notes: [
      `the questions took ${figure(seconds, 1)} s, ${failed} were refused or failed; /health is requested ${POLL_MS} ms after each answer`,
      'to reach: 100 ms',
      machineNote(),
    ],
    figures: { before, during, seconds, failed, ...machine() },
  };
}
