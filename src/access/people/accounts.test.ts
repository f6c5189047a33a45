// Tests signing in, links and the audit log: the same refusal for every reason, and a line for everything that happens.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLAIN_ARGON2, plainPasswords } from '../testing/plain-passwords.js';
import { Accounts } from './accounts.js';
import { Audit } from './audit.js';
import { disableUser, INVITATION_MS, inviteUser } from './change-users.js';
import { Passwords } from './passwords.js';
import { usersFileOf } from './users-file.js';

const PLACE = { address: '192.0.2.7', agent: 'Browser' };
const PASSWORD = 'correct horse battery';
let now = new Date('2026-03-01T00:00:00Z');
const clock = () => now;
let folder = '';
let accounts: Accounts;
const lines: string[] = [];
const audited = () => lines.splice(0).map((line) => JSON.parse(line));

beforeEach(() => {
  now = new Date('2026-03-01T00:00:00Z');
  lines.length = 0;
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-accounts-'));
  accounts = new Accounts({
    settings: { data_dir: folder },
    clock,
    audit: new Audit({ write: (line) => lines.push(line) }, clock),
    failed: (problem) => expect.fail(problem),
    passwords: plainPasswords(),
  });
});
afterEach(async () => {
  await accounts.close();
  rmSync(folder, { recursive: true });
});

const begin = async (name = 'ada') => {
  const token = accounts.offerFirst()!.reveal();
  return accounts.start(token, name, PASSWORD, PLACE);
};

describe('the link of the first user', () => {
  it('makes an admin, once', async () => {
    const token = accounts.offerFirst()!.reveal();
    expect(accounts.link(token)).toMatchObject({ name: null, role: 'admin' });
    const { user, token: session } = await accounts.start(token, 'Ada', PASSWORD, PLACE);
    expect(user).toMatchObject({ name: 'ada', role: 'admin' });
    expect(accounts.sessions.use(session.reveal())?.user.name).toBe('ada');
    expect(accounts.offerFirst()).toBeUndefined();
    await expect(accounts.start(token, 'eve', PASSWORD, PLACE)).rejects.toMatchObject({
      code: 'invitation-invalid',
    });
    expect(audited()).toEqual([
      {
        ...{ time: '2026-03-01T00:00:00.000Z', event: 'password-chosen', by: 'ada', through: 'web' },
        address: '192.0.2.7',
      },
    ]);
  });

  it('works for an hour, only for its token, and only while there are no users', async () => {
    const token = accounts.offerFirst()!.reveal();
    expect(() => accounts.link(`${token}x`)).toThrow(expect.objectContaining({ code: 'invitation-invalid' }));
    now = new Date(now.getTime() + INVITATION_MS);
    expect(() => accounts.link(token)).toThrow(expect.objectContaining({ code: 'invitation-invalid' }));
    const other = accounts.offerFirst()!.reveal();
    await inviteUser(usersFileOf({ data_dir: folder }), { name: 'bob', role: 'admin' }, clock);
    expect(() => accounts.link(other)).toThrow(expect.objectContaining({ code: 'invitation-invalid' }));
  });

  it('is not used up by a password or a name that does not fit', async () => {
    const token = accounts.offerFirst()!.reveal();
    const start = (name: string, password: string) => accounts.start(token, name, password, PLACE);
    for (const [name, password, words] of [
      ['ada', 'too short', 'has 9 characters'],
      ['ada', 'a'.repeat(20), 'repeats few characters'],
      ['adalove', 'adalove adalove 1', 'contains your name'],
      ['ada', 'x1y2z3'.repeat(40), 'more than 200'],
    ])
      await expect(start(name!, password!)).rejects.toThrow(words);
    await expect(start('a b', PASSWORD)).rejects.toMatchObject({ code: 'user-name-invalid' });
    expect((await start('ada', PASSWORD)).user.name).toBe('ada');
  });
});

it('the link of an invitation carries the name of its user', async () => {
  const file = usersFileOf({ data_dir: folder });
  const { token } = await inviteUser(file, { name: 'bob', role: 'viewer' }, clock);
  expect(accounts.link(token.reveal())).toMatchObject({ name: 'bob', role: 'viewer' });
  const { user } = await accounts.start(token.reveal(), 'eve', PASSWORD, PLACE);
  expect(user).toMatchObject({ name: 'bob', role: 'viewer' });
});

describe('signing in', () => {
  it('takes the name in any spelling, and each session has an id of its own', async () => {
    const { token: first } = await begin();
    const { token: second } = await accounts.signIn(' ADA ', PASSWORD, PLACE);
    expect(second.reveal()).not.toBe(first.reveal());
    expect(accounts.sessions.of('ada')).toHaveLength(2);
  });

  it('is refused alike for a wrong password, an unknown, an invited and a disabled user', async () => {
    await begin();
    const file = usersFileOf({ data_dir: folder });
    await inviteUser(file, { name: 'invited', role: 'viewer' }, clock);
    const refused = (name: string, password: string) =>
      accounts.signIn(name, password, PLACE).then(
        () => 'signed in',
        (thrown) => `${thrown.code}: ${thrown.message}`,
      );
    const refusals = [await refused('ada', 'wrong'), await refused('eve', PASSWORD)];
    refusals.push(await refused('invited', PASSWORD));
    await disableUser(file, 'ada', clock);
    refusals.push(await refused('ada', PASSWORD));
    expect(new Set(refusals)).toEqual(new Set(['sign-in-refused: the name or the password is not right']));
    expect(audited().slice(1)).toMatchObject([
      { event: 'signed-in', by: 'ada', error: 'sign-in-refused', address: '192.0.2.7' },
      { event: 'signed-in', by: '', about: 'eve', error: 'sign-in-refused' },
      { event: 'signed-in', by: 'invited', error: 'sign-in-refused' },
      { event: 'signed-in', by: 'ada', error: 'sign-in-refused' },
    ]);
  });
});

it('the audit log tells of sessions that end, and has no password and no token', async () => {
  const { user, token } = await begin();
  const { session } = accounts.sessions.use(token.reveal())!;
  const { token: other } = await accounts.signIn(user.name, PASSWORD, PLACE);
  await accounts.end(accounts.sessions.use(other.reveal())!.session, false, PLACE.address);
  await accounts.end(session, true, PLACE.address);
  const all = lines.join('');
  expect(audited().map(({ event }) => event)).toEqual([
    ...['password-chosen', 'signed-in', 'session-ended', 'signed-out'],
  ]);
  for (const secret of [PASSWORD, token.reveal(), other.reveal(), session.digest])
    expect(all).not.toContain(secret);
});

it('few passwords are hashed at the same time, few wait, and the rest is refused', async () => {
  const running: (() => void)[] = [];
  let most = 0;
  const passwords = new Passwords(async () => ({
    ...PLAIN_ARGON2,
    hash: (password) =>
      new Promise((resolve) => {
        running.push(() => resolve(password));
        most = Math.max(most, running.length);
      }),
  }));
  const all = Array.from({ length: 40 }, (_, number) => passwords.hash(`${number}`));
  const outcomes = Promise.allSettled(all);
  let ended = 0;
  while (ended < 32) {
    await new Promise(setImmediate);
    for (const end of running.splice(0)) {
      end();
      ended += 1;
    }
  }
  const refused = (await outcomes).filter(({ status }) => status === 'rejected');
  expect([most, refused.length]).toEqual([2, 8]);
  expect(refused[0]).toMatchObject({ reason: { code: 'sign-in-busy' } });
});
