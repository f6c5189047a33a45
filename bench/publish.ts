// The publish benchmark: sends stored events to each local target from the service, and measures how far the output is
// behind a load.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { loadCatalogue } from '../src/catalogue/index.js';
import { peakOf, processSeconds, residentOf } from './child.js';
import { writeReport } from './make-report.js';
import { dayOf, loadMonth } from './month.js';
import { runCommand, type Service, startService, stopService } from './service.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';
import { TARGETS } from './targets/index.js';
import type { BenchTarget } from './targets/target.js';

export interface PublishBench {
  readonly rows: number;
  /** Parts of the names of the targets to measure. */
  readonly only?: readonly string[];
  /** An empty folder for all created files. */
  readonly folder: string;
}

/** The output's name in the configuration. */
const NAME = 'target';
const TYPE = 'scan_ssl';
/** The running load has this share of the stored events. */
const SHARE = 4;
/** Slow targets get this share of the events. */
const SLOW = 50;
const LOOK_MS = 100;
/** An idle service is measured after this time, when its first jobs are done. */
const SETTLED_MS = 10_000;

interface Line {
  readonly name: string;
  readonly rows: number;
  readonly seconds: number;
  readonly rate: number;
  readonly cpuSeconds: number;
  /** The peaks while stored events are sent, and including the load. */
  readonly sendingBytes: number;
  readonly peakBytes: number;
  readonly loadSeconds: number;
  readonly behindSeconds: number;
}

/** Loads events once, and sends a copy of the store to each target that can run here; fewer events to slow ones. */
export async function benchPublish({ rows, only = [''], folder }: PublishBench): Promise<Sheet> {
  const targets = TARGETS.filter(({ name }) =>
    only.some((part) => name.toLowerCase().includes(part.toLowerCase())),
  );
  const here = targets.filter(({ why }) => why() === undefined);
  const all = await prepare(path.join(folder, 'all'), rows);
  const few = here.some(({ isSlow }) => isSlow)
    ? await prepare(path.join(folder, 'few'), Math.ceil(rows / SLOW))
    : all;
  const idleBytes = await idleResident(all.stored);
  const lines: Line[] = [];
  for (const target of here) lines.push(await measured(target, target.isSlow ? few : all));
  return sheetOf(lines, { rows, idleBytes, targets });
}

/** Loads a day of events, and writes a report of the next day. */
async function prepare(folder: string, rows: number): Promise<Work> {
  mkdirSync(folder);
  const stored = path.join(folder, 'stored');
  await loadMonth(stored, folder, { rows, days: 1, generator: 'own' });
  const report = path.join(folder, `${dayOf(1)}-${TYPE}-bench.csv`);
  const more = Math.ceil(rows / SHARE);
  const columns = loadCatalogue().describe(TYPE).columns;
  await writeReport(report, { columns, rows: more, date: dayOf(1), seed: 2 });
  return { folder, stored, report, rows, more };
}

/** Resident memory of a service without outputs, in bytes. */
async function idleResident(data: string): Promise<number> {
  const service = await startService(data);
  await wait(SETTLED_MS);
  const { anonymousBytes, fileBytes } = residentOf(service.child.pid);
  await stopService(service);
  return anonymousBytes + fileBytes;
}

interface Work {
  readonly folder: string;
  readonly stored: string;
  readonly report: string;
  readonly rows: number;
  readonly more: number;
}

async function measured(target: BenchTarget, { folder, ...work }: Work): Promise<Line> {
  const place = path.join(folder, 'target');
  mkdirSync(place);
  const { entry, stop } = await target.start(place);
  try {
    const data = path.join(place, 'data');
    cpSync(work.stored, data, { recursive: true, verbatimSymlinks: true });
    const config = path.join(place, 'sundial.yaml');
    writeFileSync(config, JSON.stringify({ outputs: [{ name: NAME, ...entry }] }));
    const service = await startService(data, { args: ['--config', config] });
    try {
      return { name: target.name, ...(await measuredIn({ service, data, config }, work)) };
    } finally {
      await stopService(service);
    }
  } finally {
    await stop();
    rmSync(place, { recursive: true });
  }
}

interface Running {
  readonly service: Service;
  readonly data: string;
  readonly config: string;
}

async function measuredIn(
  running: Running,
  { report, rows, more }: Omit<Work, 'folder'>,
): Promise<Omit<Line, 'name'>> {
  const { service, data, config } = running;
  const seconds = await sent(running, rows);
  const cpuSeconds = processSeconds(service.child.pid);
  const sendingBytes = peakOf(service.child.pid);
  const loading = performance.now();
  const { code } = await runCommand(data, ['ingest', report, '--config', config]);
  if (code !== 0) throw new Error(`the load ended with ${code}`);
  const loadSeconds = (performance.now() - loading) / 1000;
  const behindSeconds = await sent(running, rows + more);
  const peakBytes = peakOf(service.child.pid);
  return {
    rows,
    seconds,
    rate: rows / seconds,
    cpuSeconds,
    sendingBytes,
    peakBytes,
    loadSeconds,
    behindSeconds,
  };
}

/** Waits until the output has sent a number of events, and returns the seconds that took. @throws Error if it fails */
async function sent({ data, config }: Running, events: number): Promise<number> {
  const started = performance.now();
  for (;;) {
    const { code, out } = await runCommand(data, ['outputs', '--json', '--config', config]);
    if (code !== 0) throw new Error(`the state of the output is unknown: ${out}`);
    const [output] = (JSON.parse(out) as { outputs: readonly OutputState[] }).outputs;
    if (output!.state === 'current' && output!.sent.appeared >= events) break;
    if (output!.problem) throw new Error(`the output stopped: ${JSON.stringify(output)}`);
    await wait(LOOK_MS);
  }
  return (performance.now() - started) / 1000;
}

interface OutputState {
  readonly state: string;
  readonly sent: { readonly appeared: number };
  readonly problem?: unknown;
}

interface Sizes {
  readonly rows: number;
  readonly idleBytes: number;
  readonly targets: readonly BenchTarget[];
}

function sheetOf(lines: readonly Line[], { rows, idleBytes, targets }: Sizes): Sheet {
  const aboveIdle = (bytes: number) => Math.max(0, bytes - idleBytes);
  return {
    title: `publish: ${figure(rows)} stored events to each target`,
    columns: [
      '',
      'events',
      's',
      'rows/s',
      's of CPU',
      'peak RSS',
      'above idle',
      'with the load',
      's of the load',
      's behind it',
    ],
    rows: lines.map((line) => [
      ...[
        line.name,
        figure(line.rows),
        figure(line.seconds, 1),
        figure(line.rate),
        figure(line.cpuSeconds, 1),
      ],
      ...[line.sendingBytes, aboveIdle(line.sendingBytes), aboveIdle(line.peakBytes)].map(mib),
      ...[figure(line.loadSeconds, 1), figure(line.behindSeconds, 1)],
    ]),
    notes: [
      `the service sends as in operation; "above idle" is its peak above the ${mib(idleBytes)} of an idle service, while stored events are sent and with the load`,
      'CPU is that of the service until all stored events are sent, its start included; the target has its own',
      `then a report of a ${SHARE}th of the events is loaded: "s behind it" is the time from the end of the load until all are sent`,
      ...targets.flatMap(({ name, why }) => (why() ? [`not measured: ${name} (${why()})`] : [])),
      machineNote(),
    ],
    figures: { rows, idleBytes, lines, ...machine() },
  };
}
