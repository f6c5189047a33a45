// The web benchmark's busy morning: sessions that ask, search and mark at once, alone and during a large load.
import { spread } from './polling.js';
import { runCommand } from './service.js';
import { figure, machine, machineNote, type Sheet } from './sheet.js';
import type { WebClient } from './web-client.js';
import { dayFor, type Seen, searchFor, VIEWS } from './web-views.js';

export interface Morning {
  readonly data: string;
  readonly clients: readonly WebClient[];
  readonly seen: Omit<Seen, 'turn'>;
  /** How long the sessions ask, in seconds. */
  readonly seconds: number;
  /** Text searches that wait for the engine all the time, each in a session of its own. */
  readonly searches: number;
  /** A report to load meanwhile. */
  readonly report: string;
}

/** A session asks again after this time, as a user who reads what is there. */
const READING_MS = 5_000;
/** A user who works through the inbox is faster. */
const MARKING_MS = 1_000;
const POINTS = VIEWS.filter(({ name }) => ['Finding', 'Why', 'Subject'].includes(name));

interface Round {
  readonly name: string;
  readonly points: readonly number[];
  readonly marks: readonly number[];
  readonly searched: number;
  readonly seconds: number;
}

/** Measures the morning twice: by itself, and while a report is loaded. */
export async function measureMorning(morning: Morning): Promise<Sheet> {
  const quiet = await ask(morning, 'no load', pause(morning.seconds * 1000));
  const loaded = await ask(morning, 'during a load', load(morning));
  const rounds = [quiet, loaded];
  return {
    title: `web together: ${morning.clients.length} sessions, ${morning.searches} text searches at a time`,
    columns: ['', 'seconds', 'searches', 'points', 'p50 ms', 'p95 ms', 'marks', 'p50 ms', 'p95 ms'],
    rows: rounds.map(({ name, seconds, searched, points, marks }) => [
      ...[name, figure(seconds, 1), figure(searched)],
      ...[points, marks].flatMap((taken) => {
        const { times, p50, p95 } = spread(taken);
        return [figure(times), figure(p50), figure(p95)];
      }),
    ]),
    notes: [
      'points: the pages of a finding, of a subject, and why; a session reads for five seconds before it asks again',
      'marks: one finding is marked, and the mark undone, each second by one session; searches: texts that no event has',
      'to reach: 1 000 ms for points, 500 ms for marks',
      machineNote(),
    ],
    figures: { rounds, ...machine() },
  };
}

async function ask(
  { clients, seen, searches }: Morning,
  name: string,
  until: Promise<unknown>,
): Promise<Round> {
  const [marker, ...others] = clients;
  const points: number[] = [];
  const marks: number[] = [];
  let searched = 0;
  let over = false;
  const began = performance.now();
  const done = until.finally(() => {
    over = true;
  });
  const reader = async (client: WebClient, number: number) => {
    await pause((READING_MS * number) / clients.length);
    for (let turn = number; !over; turn += clients.length) {
      const view = POINTS[turn % POINTS.length]!;
      points.push((await client.ask('GET', view.path({ ...seen, turn }))).milliseconds);
      await pause(READING_MS);
    }
  };
  const searcher = async (client: WebClient, number: number) => {
    for (let turn = number; !over; turn += searches) {
      await client.ask('GET', searchFor(`no such words ${turn}`));
      searched++;
    }
  };
  const mark = async () => {
    while (!over) {
      marks.push(...(await markOnce(marker!, seen.days)));
      await pause(MARKING_MS);
    }
  };
  const searchers = Array.from({ length: searches }, (_, number) =>
    searcher(others[number % others.length]!, number),
  );
  await Promise.all([done, mark(), ...others.map(reader), ...searchers]);
  return { name, points, marks, searched, seconds: (performance.now() - began) / 1000 };
}

/** Marks a finding of the day and takes that back; returns the milliseconds of both. */
async function markOnce(client: WebClient, days: number): Promise<number[]> {
  const { handle } = await dayFor(client, days);
  const { id, step } = handle.rows[0]!;
  const marked = await client.ask('POST', '/marks', {
    body: { mark: 'notified', reason: '', findings: { [id]: step } },
  });
  const undone = await client.ask('DELETE', `/marks/${(JSON.parse(marked.text) as { step: number }).step}`);
  return [marked.milliseconds, undone.milliseconds];
}

async function load({ data, report }: Morning): Promise<void> {
  const { code, out } = await runCommand(data, ['ingest', report]);
  if (code !== 0) throw new Error(`the load ended with ${code}: ${out}`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
