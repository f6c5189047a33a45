// Runs benchmarks: `npm run bench -- NAME [options]`. The command prints figures without judging them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { whyNoPostgres } from '../src/enrich/testing/postgres.js';
import { benchDay } from './day.js';
import { benchEnrich } from './enrich-load.js';
import { benchTrees } from './enrich-trees.js';
import { benchWhois } from './enrich-whois.js';
import { benchFetch } from './fetch.js';
import { benchHealth } from './health.js';
import { benchIngest } from './ingest.js';
import { benchLeases } from './leases.js';
import { benchLoggers } from './loggers.js';
import { benchMail } from './mail.js';
import { benchMemory } from './memory.js';
import { benchPostgres } from './postgres.js';
import { benchPublish } from './publish.js';
import { benchQuery } from './query.js';
import { benchScope } from './scope.js';
import { benchServe } from './serve.js';
import { type Sheet, sheetText } from './sheet.js';
import { benchSoak } from './soak.js';
import { benchStart } from './start.js';
import { benchStix } from './stix.js';
import { benchTriage } from './triage.js';
import { benchWeb } from './web.js';

const USAGE = `npm run bench -- NAME [options]

  ingest   one wide report: Sundial's load against the engine's plain load
             --rows N             rows of the report (500000)
             --generator NAME     own, or shared if the project's data folder exists (own)
  memory   the same report: the memory of each step of its load
             --rows N             rows of the report (500000)
             --generator NAME     as above
  day      many reports of many types in one command: the cost of a file
             --files N            files of the day (150)
             --rows N             rows of the largest file (20000)
  mail     an mbox of report mails, and one message of 50 MB
             --messages N         messages (2000)
             --rows N             rows of the largest zipped report (2000)
  query    queries on a month of events of 40 types
             --rows N             events (5000000)
             --at N               repeat after enlarging the store to about this many events by copies
             --store DIR          the folder of a store to use, or to create and keep
             --generator NAME     as above
  scope    a constituent's scope of 1 %, 30 % and 100 % of the events against a query by hand
             --rows N             events (200000)
  serve    the Reports API for 300 constituents, through HTTP with signed requests
             --rows N             events (5000000)
             --questions N        heavy questions at once (64)
             --store DIR          the data folder of a month that was loaded before
  web      the pages of the web application over a month of events: requests, Chromium, 20 sessions at once, bulk marks
             --rows N             events (5000000)
             --load N             rows of the report that is loaded meanwhile (1000000)
             --store DIR          the data folder of a month that was loaded before
  fetch    many small reports and a large one through a Reports API on this machine
             --files N            small reports (1000)
             --rows N             rows of the large report (2000000, about 2 GB)
  enrich   a load with a table of prefixes against one without, bulk WHOIS from a double on this machine, and
           the trees by country and by service
             --rows N             events (1000000)
             --prefixes N         prefixes of the table, a power of two (1048576)
             --addresses N        addresses of one connection (10000)
             --events N           events of the trees (300000)
  leases   import of leases, and a day's events and digest without and with them
             --rows N             leases (1000000)
             --events N           events of the day (100000)
  triage   one day's decisions and digest: 100 000 of a million open findings seen, 200 000 devices
             --rows N             open findings; everything else in proportion (1000000)
  health   the time of /health and of the pipeline's own steps during many heavy queries
             --rows N             events (1000000)
             --questions N        concurrent queries (64)
  soak     growth of the service's memory while queries run and reports are loaded again
             --minutes N          duration (60)
             --rows N             events (500000)
  publish  stored events to each target that can run on this machine, and the lag behind a load
             --rows N             events (200000)
             --only TEXT,TEXT     the targets whose names contain one of the texts
  loggers  the mappings against the publisher's loggers and OpenCTI's connector
             --rows N             rows of the report (50000); the connector gets a 50th
             --loggers DIR        a copy of the publisher's api_utils
             --connector DIR      external-import/shadowserver of OpenCTI's connectors
             --python FILE        a Python with the packages that these need (python3)
  stix     one report as STIX: whether memory grows with its rows
             --rows N             rows of the report (1000000)
  postgres the output to PostgreSQL against row-by-row inserts
             --rows N             events (20000)
  start    short commands on stores that were loaded day by day, compared with Node alone
             --days N,N           days of the larger stores (366,1100)
  smoke    all benchmarks with tiny sizes, to check that they run and count correctly

  --json   print the figures as JSON
  --dir    folder of temporary files (the system's temporary folder)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    files: { type: 'string' },
    messages: { type: 'string' },
    prefixes: { type: 'string' },
    addresses: { type: 'string' },
    events: { type: 'string' },
    at: { type: 'string' },
    load: { type: 'string' },
    questions: { type: 'string' },
    minutes: { type: 'string' },
    store: { type: 'string' },
    only: { type: 'string', default: '' },
    loggers: { type: 'string' },
    connector: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    days: { type: 'string', default: '366,1100' },
    generator: { type: 'string', default: 'own' },
    json: { type: 'boolean', default: false },
    dir: { type: 'string', default: tmpdir() },
    help: { type: 'boolean', default: false },
  },
});

/** The routing table of IPv4 has about as many. */
const PREFIXES = 2 ** 20;

type Bench = (folder: string) => Promise<Sheet[]>;
const BENCHES: Readonly<Record<string, Bench>> = {
  ingest: async (folder) => [
    await benchIngest({ folder, rows: number('rows', 500_000), generator: generator() }),
  ],
  memory: async (folder) => [
    await benchMemory({ folder, rows: number('rows', 500_000), generator: generator() }),
  ],
  day: async (folder) => [
    await benchDay({ folder, files: number('files', 150), maxRows: number('rows', 20_000) }),
  ],
  mail: async (folder) => [
    await benchMail({
      folder,
      messages: number('messages', 2_000),
      maxRows: number('rows', 2_000),
      largeBytes: 37_000_000,
    }),
  ],
  query: (folder) =>
    benchQuery({
      folder,
      rows: number('rows', 5_000_000),
      days: 30,
      seconds: 8,
      generator: generator(),
      at: values.at === undefined ? undefined : number('at', 0),
      store: values.store,
    }),
  scope: async (folder) => [await benchScope({ folder, rows: number('rows', 200_000), days: 10, rounds: 9 })],
  serve: (folder) =>
    benchServe({
      ...{ folder, rows: number('rows', 5_000_000), days: 30, seconds: 20, rounds: 9 },
      ...{ questions: number('questions', 64), store: values.store },
    }),
  web: (folder) =>
    benchWeb({
      ...{ folder, rows: number('rows', 5_000_000), days: 30, times: 40, openings: 5, store: values.store },
      ...{ sessions: 20, searches: 12, seconds: 60, load: number('load', 1_000_000) },
    }),
  fetch: async (folder) => [
    await benchFetch({ folder, files: number('files', 1_000), rows: number('rows', 2_000_000) }),
  ],
  enrich: async (folder) => [
    await benchEnrich({ folder, rows: number('rows', 1_000_000), prefixes: number('prefixes', PREFIXES) }),
    await benchWhois({ addresses: number('addresses', 10_000) }),
    await benchTrees({ folder, rows: number('events', 300_000) }),
  ],
  leases: async (folder) => [
    await benchLeases({ folder, leases: number('rows', 1_000_000), events: number('events', 100_000) }),
  ],
  triage: async (folder) => [await benchTriage({ folder, ...triageSize(number('rows', 1_000_000)) })],
  health: (folder) =>
    benchHealth({ folder, rows: number('rows', 1_000_000), days: 4, questions: number('questions', 64) }),
  soak: async (folder) => [
    await benchSoak({ folder, rows: number('rows', 500_000), days: 4, minutes: number('minutes', 60) }),
  ],
  postgres: async () => [await benchPostgres({ rows: number('rows', 20_000) })],
  publish: async (folder) => [
    await benchPublish({ folder, rows: number('rows', 200_000), only: values.only.split(',') }),
  ],
  loggers: async (folder) => [
    await benchLoggers({
      ...{ folder, rows: number('rows', 50_000) },
      ...{ loggers: values.loggers, connector: values.connector, python: values.python },
    }),
  ],
  stix: async (folder) => [await benchStix({ folder, rows: number('rows', 1_000_000) })],
  start: async (folder) => [await benchStart({ folder, days: [3, ...days()], rounds: 9 })],
  smoke: benchSmoke,
};

/** All benchmarks with tiny sizes. */
const SMOKE: Readonly<Record<string, Bench>> = {
  start: async (folder) => [await benchStart({ folder, days: [1, 2], rounds: 1 })],
  triage: async (folder) => [await benchTriage({ folder, ...triageSize(5_000) })],
  leases: async (folder) => [await benchLeases({ folder, leases: 2_000, events: 1_000 })],
  ingest: async (folder) => [await benchIngest({ folder, rows: 2_000, generator: 'own' })],
  memory: async (folder) => [await benchMemory({ folder, rows: 2_000, generator: 'own' })],
  day: async (folder) => [await benchDay({ folder, files: 12, maxRows: 500 })],
  mail: async (folder) => [await benchMail({ folder, messages: 12, maxRows: 100, largeBytes: 500_000 })],
  fetch: async (folder) => [await benchFetch({ folder, files: 20, rows: 2_000 })],
  enrich: async (folder) => [
    await benchEnrich({ folder, rows: 500, prefixes: 4_096 }),
    await benchWhois({ addresses: 100 }),
    await benchTrees({ folder, rows: 500 }),
  ],
  query: (folder) =>
    benchQuery({ folder, rows: 2_000, days: 2, seconds: 0, generator: 'own', at: 6_000, store: undefined }),
  scope: async (folder) => [await benchScope({ folder, rows: 2_000, days: 1, rounds: 1 })],
  serve: (folder) => benchServe({ folder, rows: 2_000, days: 2, seconds: 0.2, rounds: 1, questions: 8 }),
  web: (folder) =>
    benchWeb({
      ...{ folder, rows: 2_000, days: 2, times: 2, openings: 1 },
      ...{ sessions: 3, searches: 2, seconds: 0.2, load: 1_000 },
    }),
  health: (folder) => benchHealth({ folder, rows: 2_000, days: 1, questions: 8 }),
  soak: async (folder) => [await benchSoak({ folder, rows: 2_000, days: 1, minutes: 0.1 })],
  // Two ways of sending: the others have tests of their own, and each of them would take half a minute.
  publish: async (folder) => [await benchPublish({ folder, rows: 2_000, only: ['PostgreSQL', 'webhook'] })],
  stix: async (folder) => [await benchStix({ folder, rows: 2_000 })],
  postgres: async () => (whyNoPostgres() === undefined ? [await benchPostgres({ rows: 1_000 })] : []),
};

async function benchSmoke(folder: string): Promise<Sheet[]> {
  const sheets: Sheet[] = [];
  for (const [name, bench] of Object.entries(SMOKE)) {
    const started = performance.now();
    sheets.push(...(await bench(below(folder, name))));
    process.stderr.write(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  }
  return sheets;
}

const triageSize = (findings: number) => ({
  findings,
  today: findings / 10,
  devices: findings / 5,
  entries: findings / 100,
});

function below(folder: string, name: string): string {
  mkdirSync(path.join(folder, name));
  return path.join(folder, name);
}

function number(
  option:
    | 'rows'
    | 'files'
    | 'at'
    | 'questions'
    | 'messages'
    | 'prefixes'
    | 'addresses'
    | 'events'
    | 'minutes'
    | 'load',
  otherwise: number,
): number {
  const value = Number(values[option] ?? otherwise);
  if (!Number.isInteger(value) || value < 1) fail(`--${option} ${values[option]}: expected a number from 1`);
  return value;
}

/** @returns at least one number; all are above 3, in ascending order */
function days(): number[] {
  const numbers = values.days.split(',').map(Number);
  const isMore = (number: number, at: number) => Number.isInteger(number) && number > (numbers[at - 1] ?? 3);
  if (!numbers.every(isMore))
    fail(`--days ${values.days}: expected numbers from 4 in ascending order, separated by commas`);
  return numbers;
}

function generator(): 'own' | 'shared' {
  if (values.generator === 'own' || values.generator === 'shared') return values.generator;
  return fail(`--generator ${values.generator}: expected own or shared`);
}

function fail(problem: string): never {
  process.stderr.write(`${problem}\n\n${USAGE}\n`);
  process.exit(2);
}

async function run(): Promise<void> {
  const bench = BENCHES[positionals[0] ?? ''];
  if (values.help || !bench || positionals.length > 1)
    fail(`name one benchmark: ${Object.keys(BENCHES).join(', ')}`);
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const folder = mkdtempSync(path.join(values.dir, 'sundial-bench-'));
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  process.once('SIGINT', () => {
    cleanUp();
    process.exit(130);
  });
  try {
    const sheets = await bench(folder);
    const figures = Object.fromEntries(sheets.map((sheet) => [sheet.title.split(':')[0], sheet.figures]));
    process.stdout.write(
      values.json ? `${JSON.stringify(figures)}\n` : `${sheets.map(sheetText).join('\n\n')}\n`,
    );
  } finally {
    cleanUp();
  }
}

await run();
