// The web benchmark: what the pages of the web application ask of a service with a month of events.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../src/net/testing/free-port.js';
import { processSeconds } from './child.js';
import { makeReport } from './ingest.js';
import { dayOf, loadMonth } from './month.js';
import { type Spread, spread } from './polling.js';
import { runCommand, type Service, startService, stopService } from './service.js';
import { figure, machine, machineNote, type Sheet } from './sheet.js';
import { measureBrowser } from './web-browser.js';
import { signedIn, type WebClient } from './web-client.js';
import { measureMorning } from './web-together.js';
import { dayFor, type Seen, VIEWS, type View } from './web-views.js';

export interface WebBench {
  /** The number of events. */
  readonly rows: number;
  readonly days: number;
  /** The largest number of repetitions of each request. */
  readonly times: number;
  /** Sessions at once, and text searches that wait meanwhile. */
  readonly sessions: number;
  readonly searches: number;
  /** Seconds in which they ask. */
  readonly seconds: number;
  /** Rows of the report that is loaded meanwhile. */
  readonly load: number;
  /** How often Today is opened in Chromium. */
  readonly openings: number;
  /** The data folder of a month that was loaded before; omitted = load one. */
  readonly store?: string | undefined;
  /** An empty folder for all created files. */
  readonly folder: string;
}

/** Loads a month unless there is one, decides its last day, and measures. */
export async function benchWeb(options: WebBench): Promise<Sheet[]> {
  const data = options.store ?? path.join(options.folder, 'data');
  if (options.store === undefined) await loadMonth(data, options.folder, { ...options, generator: 'own' });
  const port = await freePort();
  const service = await startService(data, { env: { SUNDIAL_WEB_PORT: String(port) } });
  try {
    await decided(data, options.days);
    const origin = `http://127.0.0.1:${port}`;
    const clients: WebClient[] = [];
    for (let user = 0; user < options.sessions; user++)
      clients.push(await signedIn(data, origin, `user${process.pid}-${user}`));
    const { handle } = await dayFor(clients[0]!, options.days);
    const seen = { days: options.days, findings: handle.rows };
    return [
      await views(clients, service, seen, options),
      await bulk(clients[0]!, options.days),
      await measureBrowser(clients[0]!, options.openings),
      await measureMorning({ ...options, data, clients, seen, report: await reportOf(options) }),
    ];
  } finally {
    await stopService(service);
  }
}

/** Decides the last day, unless that was done before. */
async function decided(data: string, days: number): Promise<void> {
  const { code, out } = await runCommand(data, [
    'digest',
    '--date',
    dayOf(days - 1),
    '--yes',
    '--format',
    'json',
  ]);
  if (code !== 0) throw new Error(`the digest ended with ${code}: ${out.slice(0, 500)}`);
}

async function reportOf({ folder, load }: WebBench): Promise<string> {
  const reports = path.join(folder, 'meanwhile');
  mkdirSync(reports);
  return (await makeReport(reports, { rows: load, generator: 'own' })).file;
}

interface Timing extends Spread {
  readonly view: View;
  readonly cpu: number;
  readonly bytes: number;
  /** Milliseconds until the first part was there. */
  readonly first: Spread;
  /** Milliseconds of the answers that had not changed. */
  readonly unchanged?: Spread | undefined;
}

async function views(
  clients: readonly WebClient[],
  service: Service,
  seen: Omit<Seen, 'turn'>,
  { rows, days, times }: WebBench,
): Promise<Sheet> {
  const timings: Timing[] = [];
  for (const view of VIEWS) {
    timings.push(await time(view, clients, service, { ...seen, times }));
    // Reading a large store takes long, so progress is shown.
    process.stderr.write(`${JSON.stringify(timings.at(-1))}\n`);
  }
  return {
    title: `web: ${figure(rows)} events of ${days} days, requests of the pages`,
    columns: [
      ...[
        '',
        'times',
        'p50 ms',
        'p95 ms',
        'to reach',
        'first part p95',
        'to reach',
        'unchanged p95',
        'to reach',
      ],
      ...['cpu ms', 'bytes'],
    ],
    rows: timings.map(({ view, times: asked, p50, p95, cpu, bytes, first, unchanged }) => [
      ...[view.name, figure(asked), figure(p50), figure(p95), target(view.target)],
      ...(view.first === undefined ? ['', ''] : [figure(first.p95), target(view.first)]),
      ...[unchanged ? figure(unchanged.p95) : '', target(view.unchanged), figure(cpu), figure(bytes)],
    ]),
    notes: [
      'each day is one part, as it is an hour after its last load if the service runs',
      'through HTTP on a kept connection, one request after the other; cpu: of the service, on all threads',
      'unchanged: the page sends the tag of the answer that it has',
      machineNote(),
    ],
    figures: { rows, timings, ...machine() },
  };
}

const target = (milliseconds: number | undefined) => (milliseconds === undefined ? '' : figure(milliseconds));

async function time(
  view: View,
  clients: readonly WebClient[],
  service: Service,
  { times, ...seen }: Omit<Seen, 'turn'> & { readonly times: number },
): Promise<Timing> {
  const taken: number[] = [];
  const first: number[] = [];
  const again: number[] = [];
  let bytes = 0;
  let cpu = 0;
  for (let turn = 0; turn < times; turn++) {
    const asked = view.path({ ...seen, turn });
    // In turn, because a session may ask ten times in a second.
    const client = clients[turn % clients.length]!;
    const worked = processSeconds(service.child.pid);
    const answer = await client.ask('GET', asked);
    cpu += processSeconds(service.child.pid) - worked;
    taken.push(answer.milliseconds);
    first.push(answer.first);
    bytes = Math.max(bytes, answer.bytes);
    if (!answer.etag) continue;
    const unchanged = await client.ask('GET', asked, { etag: answer.etag });
    if (unchanged.status !== 304) throw new Error(`${asked} was made again, though nothing changed`);
    again.push(unchanged.milliseconds);
  }
  return {
    ...{ view, bytes, cpu: (cpu * 1000) / times, first: spread(first) },
    unchanged: again.length > 0 ? spread(again) : undefined,
    ...spread(taken),
  };
}

/** Marks all findings of the day in one step, and takes that back. */
async function bulk(client: WebClient, days: number): Promise<Sheet> {
  const { step, handle } = await dayFor(client, days);
  const body = { mark: 'notified', reason: 'told by phone', until: step };
  const marked = await client.ask('POST', `/days/${dayOf(days - 1)}/marks`, { body });
  const done = JSON.parse(marked.text) as { readonly step: number; readonly marked: number };
  const undone = await client.ask('DELETE', `/marks/${done.step}`);
  const { restored } = JSON.parse(undone.text) as { readonly restored: number };
  if (done.marked !== handle.total || restored !== done.marked)
    throw new Error(`${done.marked} of ${handle.total} findings were marked, ${restored} restored`);
  return {
    title: 'web bulk: all findings of a day marked in one step, and the mark undone',
    columns: ['', 'findings', 's', 'findings/s'],
    rows: Object.entries({ marked, undone }).map(([name, { milliseconds }]) => [
      ...[name, figure(restored), figure(milliseconds / 1000, 2)],
      figure((restored * 1000) / milliseconds),
    ]),
    notes: ['to reach: 100 000 findings in 3 s', machineNote()],
    figures: { findings: restored, marked: marked.milliseconds, undone: undone.milliseconds },
  };
}
