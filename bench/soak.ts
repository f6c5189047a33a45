// The soak benchmark: runs `sundial serve` for a long time on data that does not grow, and measures the growth of its
// memory.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { findService, runInService } from '../src/socket/index.js';
import { SUNDIAL } from './child.js';
import { growthPerHour, lastHalf } from './growth.js';
import { dayOf, loadMonth } from './month.js';
import { figure, machine, machineNote, type Sheet } from './sheet.js';

export interface SoakBench {
  readonly rows: number;
  readonly minutes: number;
  /** An empty folder for all created files. */
  readonly folder: string;
}

const DAYS = 4;
const PEOPLE = 3;
/** People pause this often, so that memory is also measured at rest. */
const ROUND_MS = 60_000;
const READING_MS = 5_000;
/** Before memory is measured at rest, because allocators return freed pages over some ten seconds. */
const REST_MS = 12_000;
const MIB = 1024 * 1024;

/** The commands that people repeat: heavy and light ones, queries and loads of reports. */
const COMMANDS: readonly (readonly string[])[] = [
  ['query', '--count', '--json'],
  ['query', '--text', 'router', '--limit', '20', '--json'],
  ['query', '--facet', 'tag', '--json'],
  ['query', '--type', 'scan_ssl', '--limit', '100', '--fields', 'all', '--json'],
  ['stats', '--json'],
  ['findings', '--json', '--limit', '50'],
  ['sql', 'SELECT report_type, count(), uniq(ip) FROM events GROUP BY report_type', '--json'],
  ['whitelist', 'print', '--json'],
  ['reports', '--json'],
  ['replay', '--date', dayOf(0), '--type', 'scan_ntp', '--json'],
  ['digest', '--date', dayOf(DAYS - 1), '--yes', '--json'],
];

/** The measured metrics, by their displayed names. */
const MEASURED: Readonly<Record<string, string>> = {
  'resident memory': 'process_resident_memory_bytes',
  'of it JavaScript, in use': 'nodejs_heap_size_used_bytes',
  'of it JavaScript, outside the heap': 'nodejs_external_memory_bytes',
  'of it the engine, allocated': 'sundial_engine_memory_bytes{part="allocated"}',
  "of it the engine's caches": 'sundial_engine_memory_bytes{part="caches"}',
};

/** Loads events, runs commands for a number of minutes, and reports the growth of memory in the second half. */
export async function benchSoak({ rows, minutes, folder }: SoakBench): Promise<Sheet> {
  const data = path.join(folder, 'data');
  await loadMonth(data, folder, { rows, days: DAYS, generator: 'own' });
  const service = await serve(data);
  const began = performance.now();
  const until = began + minutes * 60_000;
  const atWork: Snapshot[] = [];
  const atRest: Snapshot[] = [];
  let asked = 0;
  let failed = 0;
  const ask = async (person: number, end: number) => {
    for (let at = person; performance.now() < end; at += PEOPLE) {
      const code = await runCommand(data, COMMANDS[at % COMMANDS.length]!);
      asked++;
      if (code !== 0) failed++;
    }
  };
  const measure = async (into: Snapshot[]) => {
    const values = await memoryOf(service.address);
    into.push({ hours: (performance.now() - began) / 3_600_000, values });
  };
  try {
    while (performance.now() < until) {
      const end = Math.min(performance.now() + ROUND_MS, until);
      const people = Promise.all(Array.from({ length: PEOPLE }, (_, person) => ask(person, end)));
      while (performance.now() < end) {
        await measure(atWork);
        await new Promise((resolve) => setTimeout(resolve, READING_MS));
      }
      await people;
      service.child.kill('SIGUSR2');
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
      await measure(atRest);
    }
  } finally {
    service.child.kill('SIGTERM');
    await service.ended;
  }
  return sheetOf(atRest, atWork, { rows, minutes, asked, failed });
}

/** Memory at one time. */
interface Snapshot {
  readonly hours: number;
  /** MiB by displayed name. */
  readonly values: Readonly<Record<string, number>>;
}

function sheetOf(
  atRest: readonly Snapshot[],
  atWork: readonly Snapshot[],
  { rows, minutes, asked, failed }: { rows: number; minutes: number; asked: number; failed: number },
): Sheet {
  const lines = Object.keys(MEASURED).map((name) => {
    const points = atRest.map(({ hours, values }) => ({ hours, value: values[name] ?? 0 }));
    return {
      name,
      first: points[0]?.value ?? 0,
      last: points.at(-1)?.value ?? 0,
      growth: growthPerHour(lastHalf(points)),
      most: Math.max(0, ...atWork.map(({ values }) => values[name] ?? 0)),
    };
  });
  return {
    title: `soak: ${figure(minutes)} minutes of work on ${figure(rows)} events`,
    columns: ['MiB', 'first at rest', 'last at rest', 'growth per hour', 'most at work'],
    rows: lines.map(({ name, first, last, growth, most }) => [
      name,
      ...[first, last, growth, most].map((value) => figure(value, 1)),
    ]),
    notes: [
      `${figure(asked)} commands of ${PEOPLE} people, of which ${figure(failed)} failed`,
      'at rest: once a minute no command runs and garbage has been collected; growth is that in the second half of the time',
      'the data keeps its size: reports are loaded again, but no new ones',
      machineNote(),
    ],
    figures: { minutes, asked, failed, lines, atRest, ...machine() },
  };
}

interface Service {
  readonly child: ChildProcess;
  readonly address: string;
  readonly ended: Promise<unknown>;
}

const COLLECTING = ['--expose-gc', '--import', new URL('./collect-garbage.mjs', import.meta.url).href];

/** Starts the service on any free port; resolves when it accepts commands. */
async function serve(data: string): Promise<Service> {
  const port = String(await freePort());
  const child = spawn(process.execPath, [...COLLECTING, SUNDIAL, 'serve', '--data-dir', data], {
    // As in the unit file.
    env: { ...process.env, SUNDIAL_HTTP_PORT: port, MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (!log.includes('service began')) log += text;
      if (log.includes('service began')) resolve();
    });
    void ended.then((code) => reject(new Error(`the service ended with ${code}: ${log}`)));
  });
  return { child, ended, address: `http://127.0.0.1:${port}` };
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function runCommand(data: string, args: readonly string[]): Promise<number> {
  const socket = await findService(data);
  if (!socket) throw new Error('the service no longer listens');
  const request = { args, cwd: data, env: { SUNDIAL_DATA_DIR: data }, interactive: false, columns: 80 };
  return runInService(socket, request, {
    stdin: () => Readable.from([]),
    stdout: new Writable({ write: (_chunk, _encoding, done) => done() }),
    note: () => {},
    draw: () => {},
    onInterrupt: () => () => {},
  });
}

async function memoryOf(address: string): Promise<Snapshot['values']> {
  // A new connection each time, because the service closes idle ones.
  const answer = await fetch(`${address}/metrics`, { headers: { connection: 'close' } });
  const text = await answer.text();
  const metrics = new Map(
    text.split('\n').map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
  return Object.fromEntries(
    Object.entries(MEASURED).map(([name, metric]) => [name, (metrics.get(metric) ?? 0) / MIB]),
  );
}
