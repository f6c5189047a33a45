// Reads the changes of the serve benchmark as a program of a constituent does: one answer after the other from the start.
import { spread } from './polling.js';
import type { ApiClient } from './serve-client.js';
import { figure, machine, machineNote, type Sheet } from './sheet.js';

/** Lines of an answer: what the API gives if a client states nothing. */
const LINES = 1_000;
/** The most answers that are read, and the seconds after which no further one is. */
const READ = { answers: 100, seconds: 20 } as const;

/** @param clients by the share of the events that they hold, in words */
export async function measureChanges(
  clients: Readonly<Record<string, ApiClient>>,
  stored: number,
): Promise<Sheet> {
  const rows: string[][] = [];
  const figures: Record<string, unknown> = { ...machine() };
  for (const [name, client] of Object.entries(clients)) {
    const read = await readFrom(client);
    const { times, p50, p95, max } = spread(read.taken);
    rows.push([
      name,
      ...[times, read.events, p50, p95, max, read.perSecond].map((each) => figure(each)),
      figure(read.bytes / 1e6 / read.seconds, 1),
    ]);
    figures[name] = { times, p50, p95, max, ...read, taken: undefined };
  }
  return {
    title: `serve: changes from the first stored event, ${figure(stored)} events in the store`,
    columns: ['', 'answers', 'events', 'p50 ms', 'p95 ms', 'max ms', 'events/s', 'MB/s'],
    rows,
    notes: [
      `GET /v1/events with ${figure(LINES)} lines an answer, at most ${READ.answers} answers or ${READ.seconds} s; the first answer is among them`,
      machineNote(),
    ],
    figures,
  };
}

async function readFrom(client: ApiClient) {
  const taken: number[] = [];
  let [events, bytes] = [0, 0];
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let more = true;
  for (let cursor: string | undefined; more && taken.length < READ.answers && seconds() < READ.seconds; ) {
    const answered = await client.changes(cursor, LINES);
    taken.push(answered.milliseconds);
    events += answered.events;
    bytes += answered.bytes;
    ({ cursor, more } = answered);
  }
  const all = seconds();
  return { taken, events, bytes, seconds: all, perSecond: events / all };
}
