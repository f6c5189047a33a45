// Tests the lanes to the engine: Sundial's own work overtakes questions, and concurrently bound values stay separate.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askWith } from './asking.js';
import { openEmbedded } from './embedded.js';
import type { Engine } from './engine.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-lane-'));
let engine: Engine;
let questions: Engine;

beforeAll(async () => {
  engine = await openEmbedded({ folder, memoryLimitMib: 512 });
  questions = engine.questions();
  await engine.run('CREATE TABLE numbers_kept (number UInt64) ENGINE = MergeTree ORDER BY number');
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lasts for days without work for the processor, because each of its blocks sleeps. */
const ENDLESS =
  'SELECT /* endless-question */ sleep(0.1) AS slept, {n:UInt32} AS n FROM numbers(10000000) SETTINGS max_block_size = 1';

/** Asks more endless questions than run at once; returns what stops them all. */
function askEndlessly(): () => Promise<void> {
  const asked = Promise.allSettled(Array.from({ length: 12 }, (_, n) => questions.rows(ENDLESS, { n })));
  return async () => {
    const stop = setInterval(() => engine.stop('endless-question').catch(() => {}), 100);
    for (const { status } of await asked) expect(status).toBe('rejected');
    clearInterval(stop);
  };
}

it("Sundial's own reads and writes do not wait for questions with bound values", async () => {
  const stopQuestions = askEndlessly();
  await engine.insert('numbers_kept', [{ number: 1 }]);
  const kept = await engine.rows('SELECT count() AS n FROM numbers_kept WHERE number = {one:UInt64}', {
    one: 1,
  });
  expect(kept).toEqual([{ n: 1 }]);
  await stopQuestions();
});

it('edits wait neither for questions nor for a load', async () => {
  const endless = engine.run(
    'INSERT INTO numbers_kept SELECT /* load-at-work */ sum(sipHash64(number)) FROM numbers(1000000000000)',
  );
  const stopped = expect(endless).rejects.toMatchObject({ code: 'query-failed' });
  const stopQuestions = askEndlessly();
  const edits = engine.edits();
  await edits.insert('numbers_kept', [{ number: 7 }]);
  await edits.run('INSERT INTO numbers_kept SELECT {n:UInt64}', { n: 8 });
  const kept = await edits.rows('SELECT number FROM numbers_kept WHERE number > 6 ORDER BY number');
  expect(kept).toEqual([{ number: 7 }, { number: 8 }]);
  // The load is still running.
  const stop = setInterval(() => engine.stop('load-at-work').catch(() => {}), 100);
  await Promise.all([stopped, stopQuestions()]);
  clearInterval(stop);
});

it('twelve heavy questions do not make a light one wait', async () => {
  const asked = Array.from({ length: 12 }, (_, n) =>
    askWith({ isHeavy: true, client: `client ${n}` }, () =>
      questions.rows(
        `SELECT /* heavy-question */ sum(sipHash64(number)) + ${n} AS sum FROM numbers(1000000000000)`,
      ),
    ),
  );
  const stopped = Promise.allSettled(asked);
  // The heavy questions never finish on their own, so this answer arrives while they run or wait.
  expect(await questions.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const stop = setInterval(() => engine.stop('heavy-question').catch(() => {}), 100);
  for (const { status } of await stopped) expect(status).toBe('rejected');
  clearInterval(stop);
});

it('a failed question frees its place for the next one', async () => {
  const wrong = Array.from({ length: 12 }, () => questions.rows('SELECT nonsense FROM nowhere'));
  for (const { status } of await Promise.allSettled(wrong)) expect(status).toBe('rejected');
  expect(await questions.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('a stopped question disappears from the running queries', async () => {
  const endless = questions.run(
    'SELECT /* to-be-stopped */ sum(sipHash64(number)) FROM numbers(1000000000000)',
  );
  const ended = expect(endless).rejects.toMatchObject({ code: 'query-failed' });
  const stop = setInterval(() => engine.stop('to-be-stopped').catch(() => {}), 100);
  await ended;
  clearInterval(stop);
  // The engine answers first and updates its list of queries afterwards.
  const running = () =>
    engine.rows("SELECT count() AS n FROM system.processes WHERE query LIKE 'SELECT /* to-be%'");
  await expect.poll(running).toEqual([{ n: 0 }]);
});

const hostile = fc.string({
  unit: fc.constantFrom(
    "'",
    '\\',
    '\n',
    '\t',
    '\r',
    '\0',
    '\b',
    '"',
    '`',
    ';',
    '{x:String}',
    '--',
    '€',
    '😀',
    'N',
    'a',
  ),
  maxLength: 40,
});

it('values come back unchanged, even from many concurrent statements', async () => {
  const values = fc.record({
    text: hostile,
    list: fc.array(hostile, { maxLength: 5 }),
    number: fc.integer({ min: 0, max: 4_294_967_295 }),
    flag: fc.boolean(),
    nested: fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { maxLength: 3 }),
  });
  const sql = `SELECT {text:String} AS text, {list:Array(String)} AS list, {number:UInt32} AS number,
    {flag:Bool} AS flag, {nested:Array(Array(UInt8))} AS nested`;
  await fc.assert(
    fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 8 }), async (many) => {
      const answers = await Promise.all(many.map((each) => questions.rows(sql, each)));
      expect(answers).toEqual(many.map((each) => [each]));
    }),
    { numRuns: 60 },
  );
});

it('lists of values may be long', async () => {
  const list = Array.from({ length: 50_000 }, (_, index) => `file-${index}`);
  expect(await engine.rows('SELECT length({list:Array(String)}) AS n', { list })).toEqual([{ n: 50_000 }]);
});

it('refuses anything that cannot be bound as a value', async () => {
  await expect(engine.rows('SELECT {a:String} AS a', { a: { b: 1 } })).rejects.toMatchObject({
    code: 'query-failed',
  });
});
