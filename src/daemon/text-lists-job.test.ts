// Tests that the idle service makes missing text lists, gives way to other work, and stops when none is missing.
import { expect, test } from 'vitest';
import { SILENT_LOG } from '../domain/log.js';
import { textListsJob } from './text-lists-job.js';

const SECOND = 1_000;

/** A job over loads whose lists take `seconds` each to make. */
function make(loads: number, seconds = 1) {
  const world = { now: Date.parse('2026-03-10T08:00:00Z'), isWanted: false, calls: 0, left: loads };
  const job = textListsJob({
    texts: {
      complete: async (progress) => {
        world.calls++;
        const of = world.left;
        for (let done = 1; done <= of; done++) {
          world.now += seconds * SECOND;
          world.left--;
          if (!progress!(done, of)) return;
        }
      },
    },
    turns: { isWanted: () => world.isWanted },
    clock: () => new Date(world.now),
    log: SILENT_LOG,
  });
  return { world, run: () => job.run(new AbortController().signal) };
}

test('makes all lists, and does not look again', async () => {
  const { world, run } = make(3);
  await run();
  await run();
  expect(world).toMatchObject({ left: 0, calls: 1 });
});

test('gives way to waiting work after the current lists', async () => {
  const { world, run } = make(3);
  world.isWanted = true;
  await run();
  expect(world.left).toBe(2);
  world.isWanted = false;
  await run();
  expect(world.left).toBe(0);
});

test('ends after its time and goes on later', async () => {
  const { world, run } = make(5, 9);
  await run();
  expect(world.left).toBe(2);
  await run();
  expect(world).toMatchObject({ left: 0, calls: 2 });
});
