// Checks `sundial users` from a user's point of view: links are shown once, and every change is recorded.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareUsers } from './users.js';

const session = new Session(declareUsers, 'per-command');
afterAll(() => session.remove());

const users = (...args: string[]) => session.run(['users', ...args], { env: { USER: 'root-ada' } });
const listed = async () => JSON.parse((await users('list', '--json')).out).users;
const AUDIT = path.join(session.data, 'access', 'audit.jsonl');

it('a user goes through invitation, roles, a new link and the end', async () => {
  expect((await users('list')).out).toContain('No users yet');
  const { out } = await users('invite', 'Ada', '--role', 'analyst');
  expect(out).toMatch(/^ada \(analyst\) chooses a password with this link, until 2026-02-03 05:05 UTC:/);
  const [, token] = /\n {2}http:\/\/127\.0\.0\.1:8090\/start#([\w-]{43})\n/.exec(out)!;
  for (const { out: text } of [await users('list'), await users('list', '--json')]) {
    expect(text).toContain('ada');
    expect(text).not.toContain(token);
  }
  expect(await listed()).toEqual([
    {
      ...{ name: 'ada', role: 'analyst', state: 'invited' },
      ...{ created: '2026-02-03T04:05:06.000Z', link_expires: '2026-02-03T05:05:06.000Z' },
    },
  ]);
  expect((await users('role', 'ada', 'admin')).out).toBe('ada is admin from now on.');
  expect((await users('disable', 'ada')).out).toContain('"sundial users reset ada" undoes this');
  expect(await listed()).toMatchObject([{ role: 'admin', state: 'disabled' }]);
  const reset = JSON.parse((await users('reset', 'ada', '--json')).out);
  expect(reset).toMatchObject({ user: { state: 'invited' }, link: expect.stringContaining('/start#') });
  expect((await users('remove', 'ada')).out).toBe('ada is removed.');
  expect(await listed()).toEqual([]);
  const lines = readFileSync(AUDIT, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(
    ['user-invited', 'user-role', 'user-disabled', 'user-reset', 'user-removed'].map((event) => ({
      ...{ event, by: 'root-ada', about: 'ada', through: 'command' },
    })),
  );
  expect(lines.join('')).not.toContain(token);
  expect(statSync(AUDIT).mode & 0o777).toBe(0o600);
});

it('the link has the name under which people know the web application', async () => {
  const env = { USER: 'ada', SUNDIAL_WEB_URL: 'https://sundial.example.org/' };
  const { out } = await session.run(['users', 'invite', 'bob', '--role', 'viewer'], { env });
  expect(out).toContain('\n  https://sundial.example.org/start#');
});

it.each([
  [['invite', 'bob c', '--role', 'viewer'], 'cannot be the name of a user'],
  [['invite', 'bob', '--role', 'viewer'], 'there is a user bob already'],
  [['disable', 'bop'], 'did you mean "bob"'],
])('refuses %j', async (args, words) => {
  expect(await users(...args)).toMatchObject({ code: EXIT.usage, notes: expect.stringContaining(words) });
});

it.each([
  [['invite', 'eve'], '--role'],
  [['invite', 'eve', '--role', 'owner'], 'viewer, analyst, admin'],
  [['role', 'bob', 'owner'], 'viewer, analyst, admin'],
])('refuses %j before anything changes', async (args, words) => {
  await expect(users(...args)).rejects.toThrow(words);
});
