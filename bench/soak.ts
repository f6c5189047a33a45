// The soak benchmark: runs `sundial serve` for a long time on data that does not grow, and measures the growth of its
// memory.
import path from 'node:path';
import { growthPerHour, lastHalf } from './growth.js';
import { dayOf, loadMonth } from './month.js';
import { runCommand, startService, stopService } from './service.js';
import { figure, machine, machineNote, type Sheet } from './sheet.js';

export interface SoakBench {
  readonly rows: number;
  /** The days over which the events are spread. */
  readonly days: number;
  readonly minutes: number;
  /** An empty folder for all created files. */
  readonly folder: string;
}

const PEOPLE = 3;
/** People pause this often, so that memory is also measured at rest. */
const ROUND_MS = 60_000;
const READING_MS = 5_000;
/** Before memory is measured at rest, because allocators return freed pages over some ten seconds. */
const REST_MS = 12_000;
const MIB = 1024 * 1024;

/** The commands that people repeat: heavy and light ones, queries and loads of reports. */
const commandsOf = (days: number): readonly (readonly string[])[] => [
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
  ['digest', '--date', dayOf(days - 1), '--yes', '--json'],
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
export async function benchSoak({ rows, days, minutes, folder }: SoakBench): Promise<Sheet> {
  const data = path.join(folder, 'data');
  await loadMonth(data, folder, { rows, days, generator: 'own' });
  const service = await startService(data, { node: COLLECTING });
  const commands = commandsOf(days);
  const began = performance.now();
  const until = began + minutes * 60_000;
  const atWork: Snapshot[] = [];
  const atRest: Snapshot[] = [];
  let asked = 0;
  let failed = 0;
  const ask = async (person: number, end: number) => {
    for (let at = person; performance.now() < end; at += PEOPLE) {
      const { code } = await runCommand(data, commands[at % commands.length]!);
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
    await stopService(service);
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

const COLLECTING = ['--expose-gc', '--import', new URL('./collect-garbage.mjs', import.meta.url).href];

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
