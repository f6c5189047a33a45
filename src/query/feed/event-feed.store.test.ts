// Tests that pages of a slice hold the same events whatever their size, and that nothing is read only to find the end.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addressOf, numbers, report, reportFile } from '../../../test/support/reports.js';
import { World } from '../../../test/support/world.js';
import { ORIGINAL } from '../answer/page.js';
import { EventFeed } from './event-feed.js';
import type { EventPosition } from './position.js';
import type { FeedEvent } from './read-event.js';

const SLICE = { type: 'scan_ntp', date: '2026-01-15' };
const EVENTS = 5;

let world: World;
beforeAll(async () => {
  // Events of another day, which are stored between those of the slice.
  const files = [SLICE.date, '2026-01-16'].map((date) => ({
    name: reportFile('one', date),
    content: report(numbers(1, EVENTS)),
  }));
  world = await World.holding(files);
});
afterAll(() => world.close());

/** The events in pages of some size, and how many statements read them. */
async function read(rows: number): Promise<{ events: FeedEvent[]; statements: number }> {
  const { operator, catalogue } = world;
  const facts = () => operator.events.facts();
  const feed = new EventFeed(
    operator,
    { catalogue, clock: () => new Date('2026-01-17T00:00:00Z'), facts },
    { conditions: {}, fields: ['ip', ORIGINAL] },
  );
  const slice = await feed.open(SLICE, 'visible');
  const statements = vi.spyOn(operator.statements, 'bytes');
  const events: FeedEvent[] = [];
  for (let after: EventPosition | undefined; ; after = events.at(-1)!.position) {
    const page = await slice.page(after, rows);
    if (page.length === 0) break;
    events.push(...page);
  }
  const { length } = statements.mock.calls;
  statements.mockRestore();
  return { events, statements: length };
}

describe('the pages of a slice', () => {
  it.each([1, 2, EVENTS, EVENTS + 1])('of %d events hold the same events in the same order', async (rows) => {
    const { events } = await read(rows);
    expect(events.map(({ fields }) => fields.ip)).toEqual(numbers(1, EVENTS).map(addressOf));
    expect(events.map(({ fields }) => fields.hostname)).toEqual(
      numbers(1, EVENTS).map((n) => `host${n}.example`),
    );
  });

  it.each([
    [2, 3],
    [EVENTS, 2],
    [EVENTS + 1, 1],
  ])('of %d events are read with %d statements', async (rows, statements) => {
    expect((await read(rows)).statements).toBe(statements);
  });
});
