// Divides the events of a report into parts with a bounded number of rows, without holding them in memory.
import type { EventMessage } from '../messages.js';

/**
 * Calls for each part with its number, counted from 1, and its events, which have to be iterated to the end. Returns the
 * number of parts; a report without rows has none.
 */
export async function inParts(
  batches: AsyncIterable<readonly EventMessage[]>,
  rows: number,
  work: (part: number, events: AsyncIterable<EventMessage>) => Promise<void>,
): Promise<number> {
  const events = each(batches);
  let parts = 0;
  try {
    for (let next = await events.next(); !next.done; next = await events.next())
      await work(++parts, atMost(rows, next.value, events));
  } finally {
    await events.return(undefined);
  }
  return parts;
}

async function* each(batches: AsyncIterable<readonly EventMessage[]>): AsyncGenerator<EventMessage> {
  for await (const events of batches) yield* events;
}

async function* atMost(
  rows: number,
  first: EventMessage,
  events: AsyncGenerator<EventMessage>,
): AsyncGenerator<EventMessage> {
  yield first;
  for (let taken = 1; taken < rows; taken++) {
    const next = await events.next();
    if (next.done) return;
    yield next.value;
  }
}
