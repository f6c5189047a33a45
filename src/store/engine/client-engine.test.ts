// Checks the handling of the client's errors: translated once, reported as damage if they are, and passed on to
// others.
import type { ClickHouseClient } from '@clickhouse/client';
import { beforeEach, describe, expect, test } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import { openClientEngine } from './client-engine.js';
import type { Engine } from './engine.js';

/** What the next statement of any connection throws; undefined = it succeeds. */
let failure: unknown;
let opened: number;
let damage: string[];
let engine: Engine;

const answer = () => {
  if (failure !== undefined) throw failure;
};
const client = {
  query: async () => {
    answer();
    return { json: async () => [{ n: 1 }] };
  },
  exec: async () => {
    answer();
    return { stream: (async function* () {})() };
  },
  command: async () => answer(),
  close: async () => {},
} as unknown as ClickHouseClient;

beforeEach(async () => {
  [failure, opened, damage] = [undefined, 0, []];
  engine = await openClientEngine({
    kind: 'embedded',
    memoryLimitMib: 512,
    place: '/srv/data',
    bind: (query) => ({ query }),
    insert: async () => answer(),
    load: async () => answer(),
    connect: async () => {
      opened += 1;
      return client;
    },
    damaged: (problem) => damage.push(problem),
  });
});

const error = (message: string, code?: string) => Object.assign(new Error(message), code ? { code } : {});
const BROKEN = error("Code: 40. Checksum doesn't match: corrupted data. (CHECKSUM_DOESNT_MATCH)", '40');

const WAYS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['rows', () => engine.rows('SELECT 1')],
  ['bytes', () => engine.bytes('SELECT 1', 'CSV')],
  ['run', () => engine.run('DELETE FROM t WHERE 1')],
  ['insert', () => engine.insert('t', [{}])],
  ['load', () => engine.load('t', { columns: [] } as never)],
  ['a question', () => engine.questions().rows('SELECT 1')],
  ['an edit', () => engine.edits().insert('t', [{}])],
];

describe.each(WAYS)('%s', (_name, ask) => {
  test("reports damage with the engine's own message", async () => {
    failure = BROKEN;
    await expect(ask()).rejects.toMatchObject({ code: 'store-damaged', cause: BROKEN });
    expect(damage).toEqual([expect.stringMatching(/^Checksum doesn't match/)]);
  });

  test.each([
    ['Memory limit exceeded', '241', 'query-memory'],
    ['Cannot write: No space left on device', '243', 'disk-full'],
    ['Unknown identifier', '47', 'query-failed'],
  ])('translates "%s"', async (message, code, expected) => {
    failure = error(message, code);
    await expect(ask()).rejects.toMatchObject({ code: expected });
    expect(damage).toEqual([]);
  });

  test("passes on Sundial's own errors", async () => {
    failure = new SundialError('query-cancelled');
    await expect(ask()).rejects.toBe(failure);
  });

  test('works again after a failure', async () => {
    failure = BROKEN;
    await expect(ask()).rejects.toThrow();
    failure = undefined;
    await ask();
  });
});

test('a reader translates errors of its statements and of connecting', async () => {
  const reader = await engine.reader({ seconds: 1, rows: 1 } as never);
  failure = BROKEN;
  await expect(reader.rows('SELECT 1')).rejects.toMatchObject({ code: 'store-damaged' });
  await expect(reader.bytes('SELECT 1', 'CSV')).rejects.toMatchObject({ code: 'store-damaged' });
  expect(damage).toHaveLength(2);
});

test('a connection that failed is not used again', async () => {
  await engine.rows('SELECT 1');
  const before = opened;
  await engine.rows('SELECT 1');
  expect(opened).toBe(before);
  failure = BROKEN;
  await expect(engine.rows('SELECT 1')).rejects.toThrow();
  failure = undefined;
  await engine.rows('SELECT 1');
  expect(opened).toBe(before + 1);
});
