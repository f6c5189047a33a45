// Tests that the idle service compresses originals, gives way to other work, and searches only after other work.
import { expect, test } from 'vitest';
import { SundialError } from '../domain/errors.js';
import { SILENT_LOG } from '../domain/log.js';
import { compressionJob } from './compression-job.js';

const SECOND = 1_000;

/** A job over originals that take `seconds` each to compress. */
function make(originals: string[], seconds = 1) {
  const world = {
    now: Date.parse('2026-03-10T08:00:00Z'),
    begun: 0,
    isWanted: false,
    searches: 0,
    done: [] as string[],
  };
  const job = compressionJob({
    archive: {
      raw: async function* () {
        world.searches++;
        yield* [...originals];
      },
      recompress: async (sha256) => {
        world.now += seconds * SECOND;
        if (sha256.startsWith('bad')) throw new SundialError('original-damaged', { sha256, problem: 'x' });
        originals.splice(originals.indexOf(sha256), 1);
        world.done.push(sha256);
      },
    },
    turns: { isWanted: () => world.isWanted, begun: () => world.begun },
    clock: () => new Date(world.now),
    log: SILENT_LOG,
  });
  const run = (signal = new AbortController().signal) => {
    world.begun++;
    return job.run(signal);
  };
  return { world, run };
}

test('compresses raw originals, and does not search again until other work was done', async () => {
  const originals = ['a', 'b'];
  const { world, run } = make(originals);
  for (let times = 0; times < 3; times++) expect(await run()).toEqual([]);
  expect(world).toMatchObject({ done: ['a', 'b'], searches: 1 });
  // A load.
  world.begun++;
  originals.push('c');
  await run();
  await run();
  expect(world).toMatchObject({ done: ['a', 'b', 'c'], searches: 2 });
});

test('gives way to waiting work after the current original', async () => {
  const { world, run } = make(['a', 'b', 'c']);
  world.isWanted = true;
  await run();
  expect(world.done).toEqual([]);
  world.isWanted = false;
  await run();
  expect(world.done).toEqual(['a', 'b', 'c']);
});

test('delays scheduled jobs only for seconds, and continues at its next turn', async () => {
  const { world, run } = make(['a', 'b', 'c', 'd'], 12);
  await run();
  expect(world.done).toEqual(['a', 'b']);
  await run();
  expect(world.done).toEqual(['a', 'b', 'c', 'd']);
});

test('ends with the service', async () => {
  const { world, run } = make(['a']);
  await run(AbortSignal.abort());
  expect(world.done).toEqual([]);
});

test('reports a damaged original and compresses the others', async () => {
  const { world, run } = make(['bad', 'a']);
  expect(await run()).toMatchObject([{ source: 'compression', code: 'original-damaged', fatal: false }]);
  expect(world.done).toEqual(['a']);
});
