// Tests that writing work runs one piece at a time, in order, and that waiting work can leave.
import { expect, test } from 'vitest';
import { type InTurn, makeTurns, oneAtATime, type TurnHolder } from './turns.js';

const SINCE = new Date('2026-03-10T12:00:00Z');

/** Work that runs until it is released. */
function held(inTurn: InTurn, name: string) {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { done: inTurn(() => released, { name }), release };
}

test('work runs in order of arrival, even after failed work', async () => {
  const inTurn = oneAtATime(() => SINCE);
  const order: string[] = [];
  let working = 0;
  const work = (name: string, fails = false) =>
    inTurn(
      async () => {
        expect(++working).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        working--;
        order.push(name);
        if (fails) throw new Error(name);
      },
      { name },
    );
  const all = await Promise.allSettled([work('a'), work('b', true), work('c')]);
  expect([order, all.map(({ status }) => status)]).toEqual([
    ['a', 'b', 'c'],
    ['fulfilled', 'rejected', 'fulfilled'],
  ]);
});

test('waiting work learns which work has the turn', async () => {
  const inTurn = oneAtATime(() => SINCE);
  const first = held(inTurn, 'ingest');
  const told: TurnHolder[] = [];
  const second = inTurn(async () => 'done', { name: 'fetch', waits: (holder) => told.push(holder) });
  expect(told).toEqual([{ name: 'ingest', since: SINCE }]);
  first.release();
  expect(await second).toBe('done');
});

test('waiting work can leave, and the next in line takes its place', async () => {
  const inTurn = oneAtATime(() => SINCE);
  const first = held(inTurn, 'ingest');
  const leaving = new AbortController();
  let begun = false;
  const second = inTurn(
    async () => {
      begun = true;
    },
    { name: 'fetch', signal: leaving.signal },
  );
  const third = inTurn(async () => 'done', { name: 'replay' });
  leaving.abort();
  await expect(second).rejects.toMatchObject({ code: 'turn-left' });
  first.release();
  expect([await third, begun]).toEqual(['done', false]);
});

test('turns report how much work has begun, and whether work waits', async () => {
  const turns = makeTurns(() => SINCE);
  const first = held(turns.work, 'compression');
  const stand = () => [turns.begun(), turns.isWanted()];
  expect(stand()).toEqual([1, false]);
  const leaving = new AbortController();
  const second = turns.work(async () => {}, { name: 'fetch', signal: leaving.signal });
  expect(stand()).toEqual([1, true]);
  leaving.abort();
  await expect(second).rejects.toMatchObject({ code: 'turn-left' });
  expect(stand()).toEqual([1, false]);
  const third = held(turns.work, 'ingest');
  expect(stand()).toEqual([1, true]);
  first.release();
  third.release();
  await third.done;
  expect(stand()).toEqual([2, false]);
});
