// The parts of reports with a bounded number of rows: which of them MISP has, and the division of a report's events, without
// holding them in memory.
import { listIn, type MispOptions, mispTitle, mispUuid, partIn } from '../../mapping/index.js';
import type { EventMessage } from '../messages.js';
import type { Slice } from '../output.js';

/** The events in MISP or in a feed that belong to a slice. */
export interface KnownParts {
  readonly uuids: ReadonlySet<string>;
  /** The number of events of each identifier. */
  readonly parts: ReadonlyMap<string, number>;
}

/** Those of some events that an output made: other organisations, and outputs for other constituents, have equal titles. */
export function knownParts(
  events: Iterable<{ readonly uuid: string; readonly info: string }>,
  slice: Slice,
  options: MispOptions,
): KnownParts {
  const title = mispTitle(slice);
  const uuids = new Set<string>();
  const parts = new Map<string, number>();
  for (const { uuid, info } of events) {
    const [list, part] = [listIn(info, title), partIn(info, title)];
    if (mispUuid({ ...slice, list, part }, options) !== uuid) continue;
    uuids.add(uuid);
    parts.set(list, Math.max(part, parts.get(list) ?? 0));
  }
  return { uuids, parts };
}

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
