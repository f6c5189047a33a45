// A double of IntelMQ's collector for TCP (bots/collectors/tcp/collector.py and lib/message.py in certtools/intelmq,
// 3.5.0). It closes the connection of a client that breaks its protocol or sends what IntelMQ refuses.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { fieldOf } from '../../../mapping/intelmq/fields.js';
import { cellsOfRaw } from '../../../mapping/intelmq/testing/raw.js';
import type { HeldEvent } from '../../testing/output-contract.js';

type Event = Readonly<Record<string, unknown>>;

export interface Collector {
  readonly port: number;
  /** Every event, repeated ones too. */
  readonly events: readonly Event[];
  readonly faults: readonly string[];
  /** The answer to an event, "Ok" unless a test says otherwise. */
  answer: string;
  /** The events by the field extra.sundial_id, with the cells of their rows. */
  held(): HeldEvent[];
  stop(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const events: Event[] = [];
  const faults: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    let left: Buffer = Buffer.alloc(0);
    let chunks: Buffer[] = [];
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      // A large event is put together once, when all of it has arrived.
      if (left.length >= 4 && left.length + bytes < 4 + left.readUInt32BE()) return;
      left = Buffer.concat([left, ...chunks]);
      [chunks, bytes] = [[], 0];
      try {
        // recvall: four bytes with the length in network order, and so many bytes.
        while (left.length >= 4 && left.length >= 4 + left.readUInt32BE()) {
          const end = 4 + left.readUInt32BE();
          events.push(readEvent(left.subarray(4, end)));
          left = left.subarray(end);
          socket.write(collector.answer);
        }
      } catch (thrown) {
        faults.push((thrown as Error).message);
        socket.destroy();
      }
    });
    // process(): "End" after whole messages, otherwise a complaint.
    socket.on('end', () => socket.end(left.length + bytes === 0 ? 'End' : 'Incomplete message'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const collector: Collector = {
    ...{ port: (server.address() as AddressInfo).port, events, faults, answer: 'Ok' },
    held: () => heldEvents(events),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return collector;
}

/** HARMONIZATION_KEY_FORMAT; Message.add refuses a whole event for one wrong name or value. */
const NAME = /^[a-z_][a-z_0-9]+(\.[a-z_0-9]+)*$/;
const OTHERS: ReadonlySet<string> = new Set(['__type', 'time.observation', 'raw']);

/** Reads an event as IntelMQ does. @throws Error for what IntelMQ refuses */
export function readEvent(bytes: Buffer): Event {
  const event = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Event;
  if (event.__type !== 'Event') throw new Error('the message is no event');
  for (const [name, value] of Object.entries(event)) {
    if (!NAME.test(name)) throw new Error(`invalid key ${name}`);
    if (OTHERS.has(name) || name.startsWith('extra.')) continue;
    const accept = fieldOf(name, '3.5');
    if (accept?.(value as string) === undefined) throw new Error(`invalid value of ${name}`);
  }
  return event;
}

/** The events by the field extra.sundial_id, each with the cells of its row. */
export function heldEvents(events: readonly Event[]): HeldEvent[] {
  const held = new Map<string, HeldEvent>();
  for (const event of events) {
    const id = String(event['extra.sundial_id']);
    const [columns = [], cells = []] = event.raw === undefined ? [] : cellsOfRaw(event.raw);
    const pairs = columns.map((column, at) => [column, cells[at] ?? ''] as const);
    held.set(id, { id, fields: Object.fromEntries(pairs.filter(([, text]) => text !== '')) });
  }
  return [...held.values()];
}
