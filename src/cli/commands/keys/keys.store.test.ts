// Checks `sundial keys` from a user's point of view: secrets are shown once, and only for existing constituents.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareConstituents } from '../constituents/constituents.js';
import { declareKeys } from './keys.js';

const session = new Session((program, context) => {
  declareConstituents(program, context);
  declareKeys(program, context);
});
beforeAll(async () => {
  await session.run(['constituents', 'add', 'zoo', '--networks', '192.0.2.0/24']);
});
afterAll(() => session.remove());

const keys = (...args: string[]) => session.run(['keys', ...args]);
async function added(...args: string[]): Promise<Record<string, string>> {
  return JSON.parse((await keys('add', 'zoo', '--json', ...args)).out).key;
}
async function listed(): Promise<Record<string, unknown>[]> {
  return JSON.parse((await keys('list', '--json')).out).keys;
}

it('says that there are none yet', async () => {
  expect(await keys('list')).toMatchObject({ code: EXIT.done, out: expect.stringContaining('No keys yet') });
});

describe('add', () => {
  it('prints the secret, and list never does', async () => {
    const { out, code } = await keys('add', 'zoo', '--label', 'SOC');
    const [, apikey, secret] = /key: {4}(\S{32})\n {2}secret: (\S{43})\n/.exec(out)!;
    expect([code, out]).toEqual([EXIT.done, expect.stringMatching(/^Key \w{8} for SOC\n/)]);
    for (const { out: text } of [await keys('list'), await keys('list', '--json')]) {
      expect(text).toContain('SOC');
      expect(text).not.toContain(apikey);
      expect(text).not.toContain(secret);
    }
  });

  it('takes constituents, methods, an end and limits', async () => {
    const { id } = await added(
      ...['--methods', 'reports/list, test/ping', '--expires', '2027-01-01', '--rows', '100'],
      ...['--per-second', '2', '--at-once', '1', '--seconds', '5'],
    );
    expect((await listed()).find((key) => key.id === id)).toEqual({
      ...{ id, label: 'zoo', state: 'usable', constituents: ['zoo'], methods: ['reports/list', 'test/ping'] },
      limits: { rows: 100, requestsPerSecond: 2, requestsAtOnce: 1, seconds: 5 },
      created: '2026-02-03T04:05:06.000Z',
      expires: '2027-01-01T00:00:00.000Z',
      ...{ revoked: null, replaces: null, last_use: null },
    });
  });

  it('refuses a constituent that does not exist, before anything is made', async () => {
    const before = await listed();
    expect(await keys('add', 'zoo', 'zo')).toMatchObject({
      code: EXIT.usage,
      notes: expect.stringContaining('there is no constituent zo (did you mean "zoo"?)'),
    });
    expect(await listed()).toEqual(before);
  });

  it.each([
    ['--methods', 'list', 'reports/list,reports/query'],
    ['--expires', 'tomorrow', '2027-01-01'],
    ['--rows', '0', 'whole number'],
  ])('refuses %s %s', async (option, value, words) => {
    await expect(keys('add', 'zoo', option, value)).rejects.toThrow(words);
  });
});

it('revoke ends a key and erases its secret', async () => {
  const { id, secret } = await added();
  expect((await keys('revoke', id!)).out).toContain(`The key ${id} of zoo no longer works.`);
  expect((await listed()).find((key) => key.id === id)).toMatchObject({ state: 'revoked' });
  expect(readFileSync(path.join(session.data, 'keys.json'), 'utf8')).not.toContain(secret);
  expect(await keys('revoke', id!)).toMatchObject({
    code: EXIT.usage,
    notes: expect.stringContaining('no longer works'),
  });
  expect((await keys('revoke', 'zzzzzzzz')).notes).toContain('there is no key zzzzzzzz');
});

it('rotate makes a successor, and says how long the old key works', async () => {
  const { id } = await added();
  const { out } = await keys('rotate', id!);
  expect(out).toMatch(/^Key \w{8} for zoo\n/);
  expect(out).toContain(`The old key ${id} works until 2026-02-10 04:05 UTC.`);
  const { key, old } = JSON.parse((await keys('rotate', id!, '--overlap-days', '0', '--json')).out);
  expect(key).toMatchObject({ replaces: id, secret: expect.stringMatching(/^.{43}$/) });
  expect(old).toMatchObject({ id, state: 'expired' });
  expect(old).not.toHaveProperty('secret');
});
