// Tests that a query is stopped at its time limit, in the engine as well, with a clear error.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { everything } from '../../domain/everything.js';
import { openStore, type Store } from '../index.js';
import { placeEmptyStore } from '../testing/placed-store.js';

const ENDLESS = 'SELECT sum(sipHash64(number)) AS sum FROM numbers(1000000000000)';
const folder = mkdtempSync(path.join(tmpdir(), 'sundial-time-'));
let store: Store;
beforeAll(async () => {
  await placeEmptyStore(folder);
  store = await openStore({
    folder,
    url: '',
    user: '',
    password: '',
    memoryLimitMib: 512,
    questionSeconds: 1,
  });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** With and without values, because the engine drops comments from statements with values. */
const QUESTIONS: [string, string, Record<string, number>][] = [
  ['a question', ENDLESS, {}],
  ['a question with values', `${ENDLESS} WHERE number >= {least:UInt32}`, { least: 1 }],
];

it.each(QUESTIONS)('%s is stopped by the limit', async (_, sql, values) => {
  const { statements } = store.as(everything);
  await expect(statements.rows(sql, values)).rejects.toMatchObject({
    code: 'query-timeout',
    message: expect.stringContaining('longer than 1 s'),
  });
  expect(await statements.rows('SELECT 1 AS one', {})).toEqual([{ one: 1 }]);
});

it.each(QUESTIONS)('%s can still be cancelled by the client', async (_, sql, values) => {
  const { statements } = store.as(everything);
  const asked = statements.rows(sql, values, { signal: AbortSignal.timeout(100) });
  await expect(asked).rejects.toMatchObject({ code: 'query-cancelled' });
});
