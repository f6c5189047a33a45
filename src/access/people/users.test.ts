// Tests users: links that work once and for an hour, what ends sessions, and that nothing in the file opens an account.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acceptInvitation,
  addFirstAdmin,
  disableUser,
  INVITATION_MS,
  inviteUser,
  removeUser,
  resetUser,
  setRole,
} from './change-users.js';
import { userState } from './user.js';
import { type UsersFile, usersFileOf } from './users-file.js';

const HASH = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA';
let now = new Date('2026-03-01T00:00:00Z');
const clock = () => now;

let folder = '';
let file: UsersFile;
beforeEach(() => {
  now = new Date('2026-03-01T00:00:00Z');
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-users-'));
  file = usersFileOf({ data_dir: folder });
});
afterEach(() => rmSync(folder, { recursive: true }));

const invite = (name = 'ada') => inviteUser(file, { name, role: 'analyst' }, clock);
const accept = (token: string) => acceptInvitation(file, token, HASH, clock);
/** What another process reads. */
const read = () => usersFileOf({ data_dir: folder }).current();
const state = () => userState(read()[0]!, now);

describe('an invitation', () => {
  it('lets its user choose a password once', async () => {
    const { user, token } = await invite(' Ada ');
    expect([user.name, state()]).toEqual(['ada', 'invited']);
    expect(await accept(token.reveal())).toMatchObject({ name: 'ada', role: 'analyst', password: HASH });
    expect(state()).toBe('active');
    await expect(accept(token.reveal())).rejects.toMatchObject({ code: 'invitation-invalid' });
  });

  it('works for an hour', async () => {
    const { token } = await invite();
    now = new Date(now.getTime() + INVITATION_MS);
    expect(state()).toBe('expired');
    await expect(accept(token.reveal())).rejects.toMatchObject({ code: 'invitation-invalid' });
  });

  it('is in the file as a digest only, which its user alone can read', async () => {
    const { token } = await invite();
    expect(readFileSync(file.file, 'utf8')).not.toContain(token.reveal());
    expect(statSync(file.file).mode & 0o777).toBe(0o600);
    expect(path.relative(folder, file.file)).toBe(path.join('access', 'users.json'));
  });

  it.each(['', 'a b', '-ada', 'ada;', 'a'.repeat(65), 'ádá'])('is refused for the name %j', async (name) => {
    await expect(invite(name)).rejects.toMatchObject({ code: 'user-name-invalid' });
  });

  it('is refused for a user who exists, in any spelling', async () => {
    await invite();
    await expect(invite('ADA')).rejects.toMatchObject({ code: 'user-exists' });
  });
});

it('only one of several that try at the same time becomes the first user', async () => {
  const others = ['ada', 'bob', 'eve'].map((name) => addFirstAdmin(file, name, HASH, clock));
  const outcomes = await Promise.allSettled(others);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(read().map(({ role }) => role)).toEqual(['admin']);
});

it('a reset ends the password and sessions, and its link replaces earlier ones', async () => {
  const { user, token } = await invite();
  await accept(token.reveal());
  const first = await resetUser(file, 'ada', clock);
  const second = await resetUser(file, 'ADA', clock);
  expect(read()[0]!.generation).not.toBe(user.generation);
  expect([state(), read()[0]!.password]).toEqual(['invited', undefined]);
  await expect(accept(first.token.reveal())).rejects.toMatchObject({ code: 'invitation-invalid' });
  expect((await accept(second.token.reveal())).name).toBe('ada');
});

it('a disabled user has no link and no session, until a reset', async () => {
  const { user, token } = await invite();
  const disabled = await disableUser(file, 'ada', clock);
  expect([state(), disabled.generation === user.generation]).toEqual(['disabled', false]);
  await expect(accept(token.reveal())).rejects.toMatchObject({ code: 'invitation-invalid' });
  await accept((await resetUser(file, 'ada', clock)).token.reveal());
  expect(state()).toBe('active');
});

it('a role counts at once, and a removed user is gone', async () => {
  await invite();
  await setRole(file, 'ada', 'viewer');
  expect(read()[0]!.role).toBe('viewer');
  await removeUser(file, 'ada');
  expect(read()).toEqual([]);
  await expect(removeUser(file, 'ada')).rejects.toMatchObject({ code: 'user-unknown' });
});

it('an unknown name is answered with a similar one', async () => {
  await invite();
  await expect(setRole(file, 'adda', 'viewer')).rejects.toThrow('did you mean "ada"?');
});

it('a damaged file lets nobody sign in, is not replaced, and is not quoted', async () => {
  await invite();
  writeFileSync(file.file, '{"format":1,"users":[{"name":"s3cret"}]}');
  expect(read).toThrow(expect.objectContaining({ code: 'users-file-invalid' }));
  expect(read).not.toThrow('s3cret');
  await expect(invite('bob')).rejects.toMatchObject({ code: 'users-file-invalid' });
});
